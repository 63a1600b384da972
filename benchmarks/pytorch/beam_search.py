"""A straightforward beam search: all beams of all sentences are one batch."""

import torch


@torch.inference_mode()
def beam_search(model, source, width, steps, pad, bos, eos):
    """Returns [N, T] tokens of the best hypotheses, all of which end at the last step."""
    sentences = source.shape[1]
    memory, state, context = model.encode(source)
    state = map_state(state, lambda part: part.repeat_interleave(width, 1))
    context = context.repeat_interleave(width, 0)  # [R, H]
    scores = torch.full((sentences, width), -torch.inf)
    scores[:, 0] = 0  # at first all rows of a sentence are the same
    first_row = torch.arange(sentences).unsqueeze(1) * width
    tokens = torch.full((sentences * width,), bos)
    history = []
    for step in range(steps):
        logits, state = model.decode(tokens.unsqueeze(0), memory, state, context)
        chances = torch.log_softmax(logits[0], -1)  # [R, V]
        chances[:, [pad, bos] if step == steps - 1 else [pad, bos, eos]] = -torch.inf
        classes = chances.shape[1]
        totals = (scores.view(-1, 1) + chances).view(sentences, width * classes)
        scores, best = torch.topk(totals, width)  # [N, K]
        rows = (first_row + torch.div(best, classes, rounding_mode="floor")).view(-1)
        tokens = (best % classes).view(-1)
        state = map_state(state, lambda part: part.index_select(1, rows))
        history.append((tokens, rows))
    return best_tokens(history, first_row.view(-1))


def map_state(state, function):
    return tuple(map(function, state)) if isinstance(state, tuple) else function(state)


def best_tokens(history, rows):
    found = []
    for tokens, parents in reversed(history):
        found.append(tokens[rows])
        rows = parents[rows]
    return torch.stack(found[::-1], 1)
