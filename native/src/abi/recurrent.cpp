#include "recurrent/layer.hpp"

namespace {

nrnn_recurrent &layer_of(nrnn_recurrent *layer) { return nrnn::unwrap(layer, "the layer handle is null"); }

const nrnn_recurrent_shape &shape_of(const nrnn_recurrent_shape *shape) {
    return nrnn::checked(shape, "nrnn_recurrent_shape is null or from another version");
}

const nrnn_tensor *views_of(const nrnn_tensor *views, size_t count, size_t needed) {
    nrnn::require(views != nullptr && count >= needed,
                  "the views are null or fewer than NRNN_RECURRENT_FORWARD_VIEWS or _BACKWARD_VIEWS");
    return views;
}

} // namespace

nrnn_recurrent *nrnn_recurrent_create(nrnn_engine *engine, const nrnn_recurrent_desc *desc) {
    return nrnn::guard_create([&] {
        return new nrnn_recurrent(nrnn::unwrap(engine, "the engine handle is null"),
                                  nrnn::checked(desc, "nrnn_recurrent_desc is null or from another version"));
    });
}

void nrnn_recurrent_destroy(nrnn_recurrent *layer) { delete layer; }

nrnn_status nrnn_recurrent_query(const nrnn_recurrent *layer, nrnn_recurrent_info *info) {
    return nrnn::guard([&] {
        const auto &source = nrnn::unwrap(layer, "the layer handle is null");
        nrnn::checked(info, "nrnn_recurrent_info is null or from another version");
        *info = source.info();
    });
}

nrnn_status nrnn_recurrent_workspace_count(nrnn_session *session, nrnn_recurrent *layer,
                                           const nrnn_recurrent_shape *shape, size_t *count) {
    return nrnn::run(session, [&](nrnn::session &s) {
        nrnn::require(count != nullptr, "the count is null");
        *count = layer_of(layer).workspace_count(s, shape_of(shape));
    });
}

nrnn_status nrnn_recurrent_forward(nrnn_session *session, nrnn_recurrent *layer, const nrnn_recurrent_shape *shape,
                                   const nrnn_tensor *views, size_t view_count) {
    return nrnn::run(session, [&](nrnn::session &s) {
        layer_of(layer).forward(s, shape_of(shape), views_of(views, view_count, NRNN_RECURRENT_FORWARD_VIEWS));
    });
}

nrnn_status nrnn_recurrent_backward(nrnn_session *session, nrnn_recurrent *layer, const nrnn_recurrent_shape *shape,
                                    const nrnn_tensor *views, size_t view_count) {
    return nrnn::run(session, [&](nrnn::session &s) {
        layer_of(layer).backward(s, shape_of(shape), views_of(views, view_count, NRNN_RECURRENT_BACKWARD_VIEWS));
    });
}
