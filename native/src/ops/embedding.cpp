#include "ops/embedding.hpp"

#include "core/multiversion.hpp"
#include "ops/shape.hpp"

namespace nrnn {
namespace {

struct columns {
    size_t begin;
    size_t end;
};

NRNN_MULTIVERSION void scatter_add(const nrnn_embedding_shape &shape, const int32_t *ids, columns slice,
                                   const float *from, float *to) {
    for (size_t i = 0; i < shape.count; ++i) {
        const float *source = from + i * shape.width;
        float *target = to + static_cast<size_t>(ids[i]) * shape.width;
        for (size_t j = slice.begin; j < slice.end; ++j)
            target[j] += source[j];
    }
}

} // namespace

void embedding_forward(session &session, const nrnn_embedding_shape &shape, const int32_t *ids,
                       const nrnn_tensor &table, const nrnn_tensor &output) {
    const size_t width = shape.width;
    const float *from = floats_of(table, area(shape.classes, width), "table"); // [V, E]
    float *to = floats_of(output, area(shape.count, width), "output");         // [count, E]
    require_ids(ids, shape.count, shape.classes, "ids");
    to = session.writable(to, area(shape.count, width));
    from = session.readable(from, area(shape.classes, width));
    session.for_blocks(shape.count, rows_per_block(width), [&](size_t begin, size_t end) {
        for (size_t i = begin; i < end; ++i)
            std::copy_n(from + static_cast<size_t>(ids[i]) * width, width, to + i * width);
    });
}

void embedding_backward(session &session, const nrnn_embedding_shape &shape, const int32_t *ids,
                        const nrnn_tensor &output_gradient, const nrnn_tensor &table_gradient) {
    const float *from = floats_of(output_gradient, area(shape.count, shape.width), "output_gradient"); // [count, E]
    float *to = floats_of(table_gradient, area(shape.classes, shape.width), "table_gradient");         // [V, E]
    require_ids(ids, shape.count, shape.classes, "ids");
    to = session.writable(to, area(shape.classes, shape.width));
    from = session.readable(from, area(shape.count, shape.width));
    session.for_blocks(shape.width, columns_per_slice(shape.count), [&](size_t begin, size_t end) {
        scatter_add(shape, ids, {begin, end}, from, to);
    });
}

} // namespace nrnn
