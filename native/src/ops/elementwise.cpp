#include "ops/elementwise.hpp"

#include "core/multiversion.hpp"
#include "ops/shape.hpp"

#include <cstring>

namespace nrnn {
namespace {

NRNN_MULTIVERSION void add_block(const float *source, float *target, size_t count) {
    for (size_t i = 0; i < count; ++i)
        target[i] += source[i];
}

NRNN_MULTIVERSION void add_rows(const float *source, size_t stride, size_t rows, float *target, size_t count) {
    for (size_t row = 0; row < rows; ++row)
        for (size_t j = 0; j < count; ++j)
            target[j] += source[row * stride + j];
}

// Between parts of one buffer that overlap: mapped as the one part that holds both.
void move(session &session, const float *from, float *to, size_t count) {
    float *first = from < to ? const_cast<float *>(from) : to;
    const auto apart = static_cast<size_t>(from < to ? to - from : from - to);
    float *both = session.writable(first, apart + count);
    std::memmove(both + (to - first), both + (from - first), count * sizeof(float));
}

} // namespace

void fill(session &session, const nrnn_tensor &target, float value) {
    float *to = floats_of(target, target.count, "target");
    if (device *gpu = session.engine().device())
        return gpu->fill(to, target.count, value);
    session.for_blocks(target.count, block_size,
                       [&](size_t begin, size_t end) { std::fill(to + begin, to + end, value); });
}

void copy(session &session, const nrnn_tensor &source, const nrnn_tensor &target) {
    const float *from = floats_of(source, source.count, "source");
    float *to = floats_of(target, source.count, "target");
    if (overlap(from, source.count, to, source.count))
        return move(session, from, to, source.count);
    if (device *gpu = session.engine().device())
        return gpu->copy(from, to, source.count * sizeof(float));
    session.for_blocks(source.count, block_size,
                       [&](size_t begin, size_t end) { std::copy(from + begin, from + end, to + begin); });
}

void add(session &session, const nrnn_tensor &source, const nrnn_tensor &target) {
    const float *from = floats_of(source, source.count, "source");
    float *to = floats_of(target, source.count, "target");
    require_no_partial_overlap(from, to, source.count, "source and target must be the same view or must not overlap");
    to = session.writable(to, source.count);
    from = session.readable(from, source.count);
    session.for_blocks(source.count, block_size,
                       [&](size_t begin, size_t end) { add_block(from + begin, to + begin, end - begin); });
}

void gather_rows(session &session, const nrnn_rows_shape &shape, const nrnn_tensor &source, const nrnn_tensor &target,
                 const int32_t *index) {
    const size_t width = shape.width;
    const size_t target_rows = area(shape.groups, shape.target_rows);
    const size_t source_count = area(area(shape.groups, shape.source_rows), width);
    const size_t target_count = area(target_rows, width);
    const float *from = floats_of(source, source_count, "source"); // [groups, source_rows, width]
    float *to = floats_of(target, target_count, "target");         // [groups, target_rows, width]
    require(!overlap(from, source_count, to, target_count), "source and target must not overlap");
    require_ids(index, shape.target_rows, shape.source_rows, "index");
    to = session.writable(to, target_count);
    from = session.readable(from, source_count);
    session.for_blocks(target_rows, rows_per_block(width), [&](size_t begin, size_t end) {
        for (size_t row = begin; row < end; ++row) {
            const size_t group = row / shape.target_rows;
            const size_t chosen = group * shape.source_rows + index[row % shape.target_rows];
            std::copy_n(from + chosen * width, width, to + row * width);
        }
    });
}

void sum_groups(session &session, const nrnn_groups_shape &shape, const nrnn_tensor &source,
                const nrnn_tensor &target) {
    const size_t width = shape.width;
    const size_t source_count = area(area(shape.groups, shape.rows), width);
    const size_t target_count = area(shape.groups, width);
    const float *from = floats_of(source, source_count, "source"); // [groups, rows, width]
    float *to = floats_of(target, target_count, "target");         // [groups, width]
    require(!overlap(from, source_count, to, target_count), "source and target must not overlap");
    to = session.writable(to, target_count);
    from = session.readable(from, source_count);
    const size_t slice = columns_per_slice(shape.rows);
    const size_t slices = (width + slice - 1) / slice;
    session.for_blocks(shape.groups * slices, 1, [&](size_t block, size_t) {
        const size_t group = block / slices;
        const size_t first = block % slices * slice;
        add_rows(from + group * shape.rows * width + first, width, shape.rows, to + group * width + first,
                 std::min(slice, width - first));
    });
}

void one_hot(session &session, const int32_t *ids, size_t count, size_t classes, const nrnn_tensor &output) {
    float *to = floats_of(output, area(count, classes), "output"); // [count, classes]
    require_ids(ids, count, classes, "ids");
    to = session.writable(to, area(count, classes));
    session.for_blocks(count, rows_per_block(classes), [&](size_t begin, size_t end) {
        std::fill(to + begin * classes, to + end * classes, 0.0f);
        for (size_t row = begin; row < end; ++row)
            to[row * classes + ids[row]] = 1.0f;
    });
}

} // namespace nrnn
