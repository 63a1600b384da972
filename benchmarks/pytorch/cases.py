"""Times cases in PyTorch: one name per line of standard input, a line of JSON for each.

Usage: cases.py wall|cpu THREADS. The cases are those of benchmarks/NativeRnn.Benchmarks/Cases.cs.
"""

import os
import re
import sys

sys.path.append(os.path.join(os.path.dirname(__file__), ".."))

from peer import THREADS, TOKENS_PER_RUN, serve

os.environ["OPENBLAS_NUM_THREADS"] = str(THREADS)  # not PyTorch's to set, and read when it is loaded

import torch
from torch import nn
from torch.nn import functional as F

from beam_search import beam_search
from models import LanguageModel, Seq2Seq

CHARACTERS = 28
PAD, BOS, EOS, FIRST_WORD = 1, 2, 3, 4


def train_step(optimizer, parameters, loss_of):
    def step():
        optimizer.zero_grad(set_to_none=True)
        loss_of().backward()
        nn.utils.clip_grad_norm_(parameters, 1)
        optimizer.step()

    return step


def language_model_step(cell, layers=1, hidden=256, batch=32, steps=35):
    model = LanguageModel(cell, CHARACTERS, hidden, layers)
    ids = torch.randint(CHARACTERS, (steps + 1, batch))
    optimizer = torch.optim.SGD(model.parameters(), lr=1)

    def loss():
        logits, _ = model(ids[:-1])
        return F.cross_entropy(logits.flatten(0, 1), ids[1:].flatten())

    return train_step(optimizer, list(model.parameters()), loss), 1


def generation(cell, hidden):
    model = LanguageModel(cell, CHARACTERS, hidden, 1).eval()
    token, state = torch.ones(1, 1, dtype=torch.long), None

    @torch.inference_mode()
    def run():
        nonlocal token, state
        for _ in range(TOKENS_PER_RUN):
            logits, state = model(token, state)
            token = logits.argmax(-1)
            token.item()  # whoever generates looks at what came

    return run, TOKENS_PER_RUN


def seq2seq_step(cell, classes, embed, hidden, steps, layers=2, batch=64, attention=False):
    model = Seq2Seq(cell, classes, embed, hidden, layers, attention)
    source, target = random_words(classes, steps, batch), random_words(classes, steps, batch)
    inputs = torch.cat((torch.full((1, batch), BOS), target[:-1]))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)

    def loss():
        logits = model(source, inputs)
        return F.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=PAD)

    return train_step(optimizer, list(model.parameters()), loss), 1


def large_step(cell, attention=False):
    return seq2seq_step(cell, classes=10_000, embed=256, hidden=512, steps=30, attention=attention)


def beam(cell, sentences, classes=10_000, steps=30):
    model = Seq2Seq(cell, classes, embed=256, hidden=512, layers=2).eval()
    source = random_words(classes, steps, sentences)
    return lambda: beam_search(model, source, 4, steps, PAD, BOS, EOS), sentences


def random_words(classes, steps, batch):
    """All sentences fill all steps, so that nobody gains by leaving padding out."""
    words = torch.randint(FIRST_WORD, classes, (steps, batch))
    words[-1] = EOS
    return words


CASES = {
    "lm-train-rnn": lambda: language_model_step(nn.RNN),
    "lm-train-gru": lambda: language_model_step(nn.GRU),
    "lm-train-lstm": lambda: language_model_step(nn.LSTM),
    "lm-train-lstm-2": lambda: language_model_step(nn.LSTM, layers=2),
    "generate-lstm-256": lambda: generation(nn.LSTM, 256),
    "generate-lstm-512": lambda: generation(nn.LSTM, 512),
    "generate-gru-256": lambda: generation(nn.GRU, 256),
    "generate-gru-512": lambda: generation(nn.GRU, 512),
    "seq2seq-train-book": lambda: seq2seq_step(nn.GRU, classes=200, embed=32, hidden=32, steps=10),
    "seq2seq-train-gru": lambda: large_step(nn.GRU),
    "seq2seq-train-lstm": lambda: large_step(nn.LSTM),
    "seq2seq-train-gru-general": lambda: large_step(nn.GRU, attention=True),
    "seq2seq-train-lstm-general": lambda: large_step(nn.LSTM, attention=True),
    "beam-gru-1": lambda: beam(nn.GRU, 1),
    "beam-gru-16": lambda: beam(nn.GRU, 16),
    "beam-lstm-1": lambda: beam(nn.LSTM, 1),
    "beam-lstm-16": lambda: beam(nn.LSTM, 16),
}


def libraries():
    """The BLAS in use decides how fast PyTorch's GRU and RNN are; PyTorch does not tell, the loader does."""
    with open("/proc/self/maps") as maps:
        loaded = set(re.findall(r"(lib(?:openblas|blas|mkl_rt|blis)[^/\s]*\.so\S*)", maps.read()))
    onednn = re.search(r"MKL-DNN v\S+", torch.__config__.show())
    return ", ".join([onednn.group() if onednn else "no oneDNN", *sorted(loaded)])


torch.set_num_threads(THREADS)
torch.manual_seed(1)
serve("PyTorch", torch.__version__, torch.get_num_threads(), libraries(), CASES)
