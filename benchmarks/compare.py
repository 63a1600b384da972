"""Runs the same work here and in PyTorch by turns, in one session, and compares the medians.

Usage: compare.py --ours COMMAND --theirs COMMAND [--rounds K] [--threads P] [--clock wall|cpu] [--case NAME ...]
                  [--json FILE]

A command is one string and gets the clock and P behind it: it writes a line of JSON about itself and its cases, then
reads names of cases and writes a line of JSON with the median milliseconds of each. While one program measures, the
other waits for input. On a busy machine, --threads 1 --clock cpu compares the processor time that the work takes.
"""

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import time

SETTLING_SECONDS = 0.2  # idle worker threads spin for a while before they sleep
BUSY_LOAD = 0.7


class Side:
    def __init__(self, command, asked):
        self.process = subprocess.Popen(
            [*shlex.split(command), asked.clock, str(asked.threads)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.about = self.answer()

    def measure(self, case):
        time.sleep(SETTLING_SECONDS)
        self.process.stdin.write(case + "\n")
        self.process.stdin.flush()
        return self.answer()["milliseconds"]

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"compare.py: the program '{shlex.join(self.process.args)}' ended; its message is above.")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def __str__(self):
        return "{name} {version} ({libraries}; {threads} threads)".format(**self.about)


def compare(case, ours, theirs, rounds):
    pairs = [(ours.measure(case), theirs.measure(case)) for _ in range(rounds)]
    mine, others = zip(*pairs)
    return {
        "case": case,
        "ours_ms": statistics.median(mine),
        "theirs_ms": statistics.median(others),
        "times_faster": statistics.median(other / own for own, other in pairs),
        "lowest_times": min(other / own for own, other in pairs),
        "highest_times": max(other / own for own, other in pairs),
    }


def show(row):
    print("{case:<28} {ours_ms:>10.4f} {theirs_ms:>10.4f} {ours:>10.1f} {theirs:>10.1f} {times_faster:>7.2f}  "
          "{lowest_times:.2f} to {highest_times:.2f}".format(
              ours=1000 / row["ours_ms"], theirs=1000 / row["theirs_ms"], **row), flush=True)


def warn_of_load(clock):
    load = os.getloadavg()[0]
    if load > BUSY_LOAD and clock == "wall":
        print(f"!! The machine is busy (load {load:.1f}): these figures do not count.", flush=True)
    return load


def warn_of_blas(libraries):
    if "libblas" in libraries and "openblas" not in libraries:
        print("!! This PyTorch uses the reference BLAS, many times slower than need be; its GRU and RNN are\n"
              "!! not worth comparing with. Install OpenBLAS: sudo apt-get install libopenblas0", flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ours", required=True)
    parser.add_argument("--theirs", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall")
    parser.add_argument("--case", action="append", help="only this one; may be repeated")
    parser.add_argument("--json", help="where to write the figures")
    return parser.parse_args()


def main():
    asked = arguments()
    load = warn_of_load(asked.clock)
    ours, theirs = Side(asked.ours, asked), Side(asked.theirs, asked)
    warn_of_blas(theirs.about["libraries"])
    print(f"{ours}\n{theirs}\nmedians of {asked.rounds} rounds by turns, {asked.clock} time; "
          "ms and rate of a step, token or sentence\n")
    print(f"{'case':<28} {'ours ms':>10} {'theirs ms':>10} {'ours /s':>10} {'theirs /s':>10} {'times':>7}  range")
    rows = []
    for case in asked.case or [name for name in ours.about["cases"] if name in theirs.about["cases"]]:
        rows.append(compare(case, ours, theirs, asked.rounds))
        show(rows[-1])
    ours.close()
    theirs.close()
    if asked.json:
        with open(asked.json, "w", encoding="utf-8") as file:
            json.dump({"ours": ours.about, "theirs": theirs.about, "clock": asked.clock, "load": load, "rows": rows}, file, indent=2)


main()
