"""Times generation in ONNX Runtime: one name per line of standard input, a line of JSON for each.

Usage: cases.py FOLDER, then as benchmarks/peer.py says: compare.py adds that. FOLDER holds a NAME.onnx for each case, as
'NativeRnn.Benchmarks --export FOLDER' writes them.
"""

import contextlib
import os
import sys

import numpy as np
import onnxruntime

sys.path.append(os.path.join(os.path.dirname(__file__), ".."))
FOLDER = sys.argv.pop(1)

from peer import THREADS, TOKENS_PER_RUN, serve


@contextlib.contextmanager
def without_complaints():
    """Debian's build complains of its own operators when the first session is made, in a thousand lines."""
    kept = os.dup(2)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def bound(session, arrays, names):
    """A binding whose inputs and outputs are these arrays: nothing is copied, nothing allocated for a token."""
    binding = session.io_binding()
    for value, bind in [(v, binding.bind_input) for v in session.get_inputs()] + [
            (v, binding.bind_output) for v in session.get_outputs()]:
        array = arrays[names(value.name)]
        bind(value.name, "cpu", 0, array.dtype.type, array.shape, array.ctypes.data)
    return binding


def generation(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    with without_complaints():
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    arrays = {
        "ids": np.ones((1, 1), np.int64),
        "sequence_lens": np.ones(1, np.int32),
        "logits": np.zeros((1, 1, session.get_outputs()[0].shape[2]), np.float32),
    }
    for value in session.get_inputs():
        if value.name.startswith("state_"):
            for name in value.name, value.name.replace("state_", "next_"):
                arrays[name] = np.zeros((1, 1, value.shape[2]), np.float32)
    swapped = {name: name.replace("state_", "next_") if name.startswith("state_") else name.replace("next_", "state_")
               for name in arrays}
    steps = bound(session, arrays, lambda name: name), bound(session, arrays, swapped.get)

    def run():
        for i in range(TOKENS_PER_RUN):
            session.run_with_iobinding(steps[i % 2])
            arrays["ids"][0, 0] = arrays["logits"].argmax()

    return run, TOKENS_PER_RUN


def case(file):
    return lambda: generation(os.path.join(FOLDER, file))


CASES = {os.path.splitext(file)[0]: case(file) for file in sorted(os.listdir(FOLDER))}
serve("ONNX Runtime", onnxruntime.__version__, THREADS, "its CPU provider", CASES)
