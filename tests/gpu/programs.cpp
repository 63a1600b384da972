// oneDNN's OpenCL C, changed where PoCL 3.1 would not take it. The changes fit the sources of oneDNN 3.7.2.
#include "layer.hpp"

#include "sub_groups.hpp" // made of sub_groups.cl

#include <string>

namespace pocl_layer {
namespace {

void replace_all(std::string &text, const std::string &old, const std::string &replacement) {
    for (size_t at = 0; (at = text.find(old, at)) != std::string::npos; at += replacement.size())
        text.replace(at, old.size(), replacement);
}

std::string joined(cl_uint count, const char **strings, const size_t *lengths) {
    std::string text;
    for (cl_uint i = 0; i < count; ++i)
        text += lengths != nullptr && lengths[i] > 0 ? std::string(strings[i], lengths[i]) : std::string(strings[i]);
    return text;
}

// The only shuffle of the RNN kernels spreads a row that the sub-group loaded, one element per lane: let every lane
// load the element for itself.
void load_without_shuffling(std::string &text) {
    replace_all(text, "sg_get(A_l[m_l], k_l)",
                "(((mn_valid || (m_l * m_thr_stride) < m_l_end) && k_l < k_l_end)"
                " ? POCL_LOAD(A[m_l * m_thr_stride * a_stride + k_l]) : 0)");
}

// There are no variables of program scope but constants, and no half.
void keep_to_older_opencl(std::string &text) {
    for (const char *name : {"vanilla_rnn_n_gates", "vanilla_rnn_n_bias", "vanilla_lstm_n_gates", "vanilla_lstm_n_bias",
                             "n_gates", "n_bias", "gemm_k_block"}) {
        const std::string definition = std::string("const int ") + name + " = ";
        replace_all(text, "\n" + definition, "\n__constant " + definition);
    }
    replace_all(text, "into_float(data[get_sub_group_local_id()])", "POCL_HALF_LOAD(data, get_sub_group_local_id())");
    replace_all(text, "#ifdef cl_intel_subgroups_char", "#if 0"); // prototypes of what sub_groups.cl has as macros
}

// What the kernels ask for; an expression stands for the preset of their launcher.
std::string sub_group_size(const std::string &text) {
    const std::string attribute = "intel_reqd_sub_group_size(";
    const size_t at = text.find(attribute);
    if (at == std::string::npos)
        return "16";
    const size_t begin = at + attribute.size();
    const std::string size = text.substr(begin, text.find(')', begin) - begin);
    return size.find('(') == std::string::npos ? size : "POCL_GWS_SG";
}

} // namespace

cl_program CL_API_CALL create_program_with_source(cl_context context, cl_uint count, const char **strings,
                                                  const size_t *lengths, cl_int *status) {
    std::string text = joined(count, strings, lengths);
    load_without_shuffling(text);
    keep_to_older_opencl(text);
    text = "#define POCL_SUB_GROUP (" + sub_group_size(text) + ")\n" + sub_groups + "#line 1\n" + text;
    const char *whole = text.c_str();
    return beneath().clCreateProgramWithSource(context, 1, &whole, nullptr, status);
}

cl_int CL_API_CALL build_program(cl_program program, cl_uint count, const cl_device_id *devices, const char *options,
                                 void(CL_CALLBACK *notify)(cl_program, void *), void *data) {
    std::string known = options != nullptr ? options : "";
    replace_all(known, "-cl-intel-greater-than-4GB-buffer-required", "");
    replace_all(known, "-cl-intel-256-GRF-per-thread", "");
    replace_all(known, "-cl-std=CL2.0", "-cl-std=CL3.0");
    known += " -w"; // nobody here can change what the compiler would warn of
    return beneath().clBuildProgram(program, count, devices, known.c_str(), notify, data);
}

} // namespace pocl_layer
