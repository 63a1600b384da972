"""Measures what training together costs on this machine, and extrapolates to clusters; docs/distributed.md explains.

Usage: python3 benchmarks/distributed.py [--hidden 650] [--json FILE] [--model-only FILE]
Needs mpirun and a build with NATIVERNN_MPI=ON.
"""
import argparse
import json
import os
import subprocess

BENCHMARKS = "benchmarks/NativeRnn.Benchmarks/bin/Release/net10.0/NativeRnn.Benchmarks.dll"
HOSTS = [8, 64, 512]
NETWORKS = {"25 Gbit/s": 25e9 / 8, "100 Gbit/s": 100e9 / 8}  # bytes a second
USABLE = 0.8  # of a network's rate that a sum reaches: protocol, and sending while receiving
LATENCY = 10e-6  # seconds for a message between two hosts over TCP in one rack
STEPS_PER_SUM = 2  # a ring sums, then hands round: 2 (n - 1) messages, 2 (n - 1) / n of the bytes


def run(ranks, transport, arguments):
    """The JSON lines of a job of this machine; transport: shared memory, or TCP on the loopback device."""
    command = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(ranks)]
    if transport == "tcp":
        command += ["--mca", "btl", "tcp,self", "--mca", "btl_tcp_if_include", "lo"]
    environment = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
                       TERM="dumb")  # mpirun gives ranks a terminal, which .NET greets with escape sequences
    lines = subprocess.run(
        command + ["dotnet", BENCHMARKS, "--distributed", *map(str, arguments)],
        env=environment, check=True, capture_output=True, text=True).stdout.splitlines()
    return [dict(json.loads(line), transport=transport) for line in lines if line.startswith("{")]


def measure(hidden):
    sums = [line for ranks in (2, 4) for transport in ("memory", "tcp") for line in run(ranks, transport, [])]
    steps = []
    for batch, ranks in ((20, 1), (20, 2), (10, 1), (5, 1)):
        steps += run(ranks, "memory", [hidden, batch, max(1, os.cpu_count() // ranks), "F32", "off"])
    for transport in ("memory", "tcp"):
        for wire in ("F32", "BF16"):
            for overlap in ("off", "on"):
                steps += run(2, transport, [hidden, 20, max(1, os.cpu_count() // 2), wire, overlap])
    return {"processors": os.cpu_count(), "sums": sums, "steps": steps}


def alpha_beta(sums):
    """t = alpha + beta * bytes: alpha from the smallest message, beta from the largest."""
    small, large = min(sums, key=lambda s: s["bytes"]), max(sums, key=lambda s: s["bytes"])
    return small["seconds"], (large["seconds"] - small["seconds"]) / large["bytes"]


def ring(hosts, size, bandwidth):
    """Seconds to sum so many bytes over a ring of hosts."""
    messages = STEPS_PER_SUM * (hosts - 1)
    return messages * LATENCY + messages / hosts * size / (USABLE * bandwidth)


def print_measured(measured):
    print("sums, ms by bytes")
    for key in sorted({(s["ranks"], s["transport"], s["wire"]) for s in measured["sums"]}):
        sums = [s for s in measured["sums"] if (s["ranks"], s["transport"], s["wire"]) == key]
        alpha, beta = alpha_beta(sums)
        times = "  ".join(f"{s['bytes']}: {1e3 * s['seconds']:.3f}" for s in sums if s["bytes"] >= 4096 or s["bytes"] == 4)
        print(f"  {key[0]} ranks, {key[1]:6} {key[2]:4} alpha {1e6 * alpha:7.1f} us, {1e-9 / beta:5.2f} GB/s   {times}")
    print("steps, ms")
    for s in measured["steps"]:
        print(f"  {s['hidden']} wide, batch {s['batch']}, {s['ranks']} ranks of {s['threads']} threads, {s['transport']:6} "
              f"{s['wire']:4} overlap {s['overlap']}: compute {1e3 * s['compute']:.0f}, step {1e3 * s['step']:.0f}")


def print_model(measured, faster):
    """Weak scaling: each host keeps its rows, so that compute stays and the sum is added."""
    steps = [s for s in measured["steps"] if s["ranks"] == 1]
    whole = max(steps, key=lambda s: s["batch"])
    size = 4 * whole["parameters"]
    compute = whole["compute"] / faster
    print(f"hosts {faster} times as fast as this one: compute {1e3 * compute:.0f} ms a step of {whole['batch']} rows, "
          f"{size / 1e6:.0f} MB of gradients")
    for name, bandwidth in NETWORKS.items():
        for wire, part in (("f32", 1.0), ("bf16", 0.5)):
            cells = []
            for hosts in HOSTS:
                reduction = ring(hosts, part * size, bandwidth)
                hidden = max(0.0, reduction - compute * 2 / 3)  # the backward pass is two thirds of a step
                cells.append(f"{hosts}: sum {1e3 * reduction:.0f} ms, efficiency {compute / (compute + reduction):.0%}, "
                             f"overlapped {compute / (compute + hidden):.0%}")
            print(f"  {name} {wire}: " + "; ".join(cells))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hidden", type=int, default=650)
    parser.add_argument("--json", help="where the measurements are kept")
    parser.add_argument("--model-only", help="measurements that were kept, instead of new ones")
    options = parser.parse_args()
    if options.model_only:
        with open(options.model_only, encoding="utf-8") as file:
            measured = json.load(file)
    else:
        measured = measure(options.hidden)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(measured, file, indent=1)
    print_measured(measured)
    for faster in (1, 16):
        print_model(measured, faster)


if __name__ == "__main__":
    main()
