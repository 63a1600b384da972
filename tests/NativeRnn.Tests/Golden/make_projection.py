"""Writes the reference tensors of LSTMs with a projection (torch.nn.LSTM's proj_size), computed in float64."""
import json
import torch

T, N, C, H, P = 5, 3, 4, 6, 3


def case(name, bidirectional, bias, lengths, seed):
    torch.manual_seed(seed)
    rnn = torch.nn.LSTM(C, H, 1, bias=bias, bidirectional=bidirectional, proj_size=P).double()
    directions = 2 if bidirectional else 1
    given = {
        "x": torch.randn(T, N, C), "h0": torch.randn(directions, N, P), "c0": torch.randn(directions, N, H),
    }
    given = {key: value.double().requires_grad_() for key, value in given.items()}
    x, state = given["x"], (given["h0"], given["c0"])
    if lengths is None:
        y, (hn, cn) = rnn(x, state)
    else:
        packed = torch.nn.utils.rnn.pack_padded_sequence(x, torch.tensor(lengths), enforce_sorted=False)
        packed, (hn, cn) = rnn(packed, state)
        y, _ = torch.nn.utils.rnn.pad_packed_sequence(packed, total_length=T)
    upstream = {"gy": torch.randn_like(y), "ghn": torch.randn_like(hn), "gcn": torch.randn_like(cn)}
    ((y * upstream["gy"]).sum() + (hn * upstream["ghn"]).sum() + (cn * upstream["gcn"]).sum()).backward()
    weights = {key.replace("weight", "w").replace("bias", "b"): value for key, value in rnn.named_parameters()}
    arrays = {**weights, **given, "y": y, "hn": hn, "cn": cn, **upstream}
    arrays.update({f"gradfull_{key}": value.grad for key, value in {**given, **weights}.items()})
    settings = {
        "name": name, "kind": "LSTM", "nonlinearity": None, "T": T, "N": N, "I": C, "H": H, "P": P, "layers": 1,
        "bidirectional": bidirectional, "bias": bias, "lengths": lengths, "gate_order": "i,f,g,o",
        "torch": torch.__version__, "shapes": {key: list(value.shape) for key, value in arrays.items()},
        "arrays": {key: [float(f"{v:.10g}") for v in value.reshape(-1).tolist()] for key, value in arrays.items()},
    }
    with open(f"{name}.json", "w", encoding="utf-8", newline="\n") as file:
        json.dump(settings, file)
        file.write("\n")


case("projected_LSTM_uni_nobias", bidirectional=False, bias=False, lengths=None, seed=1)
case("projected_LSTM_bi_packed", bidirectional=True, bias=True, lengths=[3, 5, 1], seed=2)
