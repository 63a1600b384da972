"""What the programs that time a peer's cases share; their first arguments are wall|cpu THREADS.

A case is made by a function without arguments, which returns what runs it and the units of a run.
"""

import json
import statistics
import sys
import time

CLOCK = {"wall": time.perf_counter, "cpu": time.process_time}[sys.argv[1]]
THREADS = int(sys.argv[2])
TOKENS_PER_RUN = 500
WARM_UP_SECONDS, SHORTEST_SECONDS, FEWEST_RUNS = 0.5, 1.0, 5


def times(run, shortest, fewest):
    found, begin = [], CLOCK()
    start = begin
    while len(found) < fewest or start - begin < shortest:
        run()
        end = CLOCK()
        found.append((end - start) * 1000)
        start = end
    return found


def measure(run, units):
    """Median milliseconds a unit, when warm."""
    times(run, WARM_UP_SECONDS, 2)
    return statistics.median(times(run, SHORTEST_SECONDS, FEWEST_RUNS)) / units


def serve(name, version, threads, libraries, cases):
    """A line of JSON about the peer; then one case's name per line of standard input, a line of JSON for each."""
    about = {"name": name, "version": version, "threads": threads, "libraries": libraries, "cases": list(cases)}
    print(json.dumps(about), flush=True)
    name, current = "", None
    for line in sys.stdin:
        if line.strip() != name:
            name = line.strip()
            current = cases[name]()
        print(json.dumps({"case": name, "milliseconds": measure(*current)}), flush=True)
