"""The models of the cases as a PyTorch user writes them."""

import torch
from torch import nn
from torch.nn import functional as F


class LanguageModel(nn.Module):
    """One-hot characters, recurrent layers, an output layer."""

    def __init__(self, cell, classes, hidden, layers):
        super().__init__()
        self.classes = classes
        self.rnn = cell(classes, hidden, layers)
        self.output = nn.Linear(hidden, classes)

    def forward(self, ids, state=None):  # [T, N]
        hidden, state = self.rnn(F.one_hot(ids, self.classes).float(), state)
        return self.output(hidden), state


class Seq2Seq(nn.Module):
    """The book's encoder and decoder (Dive into Deep Learning, 0.17, section 9.7), or Luong's general attention."""

    def __init__(self, cell, classes, embed, hidden, layers, attention=False):
        super().__init__()
        self.attention = attention
        self.source_embedding = nn.Embedding(classes, embed)
        self.encoder = cell(embed, hidden, layers)
        self.target_embedding = nn.Embedding(classes, embed)
        self.decoder = cell(embed if attention else embed + hidden, hidden, layers)
        if attention:
            self.query = nn.Linear(hidden, hidden, bias=False)
            self.combination = nn.Linear(2 * hidden, hidden, bias=False)
        self.output = nn.Linear(hidden, classes)

    def encode(self, source):  # [T, N]
        memory, state = self.encoder(self.source_embedding(source))
        top = state[0][-1] if isinstance(state, tuple) else state[-1]
        return memory, state, top

    def decode(self, target, memory, state, context):  # [T, N], [S, N, H], state, [N, H]
        embedded = self.target_embedding(target)
        if self.attention:
            hidden, state = self.decoder(embedded, state)
            hidden = self.attend(hidden, memory)
        else:
            repeated = context.expand(embedded.shape[0], -1, -1)
            hidden, state = self.decoder(torch.cat((embedded, repeated), -1), state)
        return self.output(hidden), state

    def attend(self, hidden, memory):
        query = self.query(hidden).transpose(0, 1)  # [N, T, H]
        values = memory.transpose(0, 1)  # [N, S, H]
        weights = torch.bmm(query, values.transpose(1, 2)).softmax(-1)
        attended = torch.bmm(weights, values).transpose(0, 1)
        return torch.tanh(self.combination(torch.cat((hidden, attended), -1)))

    def forward(self, source, target):
        return self.decode(target, *self.encode(source))[0]
