#include "ops/quantised_weights.hpp"

#include <algorithm>
#include <cmath>

namespace nrnn {
namespace {

constexpr size_t rows_at_once = 16;

int8_t rounded(float value) { return static_cast<int8_t>(std::lrintf(value)); }

} // namespace

quantised_weights::view quantised_weights::get(session &session, const dnnl::memory::desc &wanted, const float *source,
                                               uint64_t version) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (version_ != version || source_ != source || layout_ != wanted) {
        quantise(session, source);
        pack(session, wanted);
        version_ = version;
        source_ = source;
        layout_ = wanted;
        ++engine_.events().weight_packs;
    }
    return {packed_.data(), scales_.floats()};
}

void quantised_weights::quantise(session &session, const float *source) {
    const size_t outputs = sizes_.outputs, inputs = sizes_.inputs;
    const bool turned = sizes_.transposed != 0;
    auto *scales = static_cast<float *>(scales_.reserve(outputs * sizeof(float)));
    auto *plain = static_cast<int8_t *>(plain_.reserve(outputs * inputs));
    std::fill_n(scales, outputs, 0.0f);
    if (turned)
        row_maxima(session, source, outputs, inputs, scales);
    else
        raise_column_maxima(session, source, inputs, outputs, scales);
    magnitudes_to_scales(scales, outputs);
    const size_t rows = turned ? outputs : inputs, columns = turned ? inputs : outputs;
    session.for_blocks(rows, rows_at_once, [&](size_t begin, size_t end) {
        for (size_t row = begin; row < end; ++row)
            for (size_t j = 0; j < columns; ++j)
                plain[row * columns + j] = rounded(source[row * columns + j] * scales[turned ? row : j]);
    });
    for (size_t i = 0; i < outputs; ++i)
        scales[i] = 1 / scales[i];
}

void quantised_weights::pack(session &session, const dnnl::memory::desc &wanted) {
    const auto layout = sizes_.transposed != 0 ? dnnl::memory::format_tag::ba : dnnl::memory::format_tag::ab;
    const dnnl::memory::desc plain(wanted.get_dims(), dnnl::memory::data_type::s8, layout);
    engine_.prepare_to_create_primitives();
    const dnnl::reorder::primitive_desc descriptor(engine_.onednn(), plain, engine_.onednn(), wanted,
                                                   user_scratchpad());
    execution reorder(descriptor, dnnl::reorder(descriptor));
    reorder.add_argument(DNNL_ARG_FROM, plain);
    reorder.add_argument(DNNL_ARG_TO, wanted);
    reorder.bind(DNNL_ARG_FROM, plain_.data());
    reorder.bind(DNNL_ARG_TO, packed_.reserve_zeroed(wanted.get_size()));
    reorder.run(session);
}

} // namespace nrnn
