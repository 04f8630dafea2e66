"""./test after its set-up: picks the steps, runs them, prints a line for each and the sum at the end."""

from __future__ import annotations

import argparse
import sys

from suite.schedule import run_all
from suite.steps import STEPS, Tier


def main() -> int:
    parser = argparse.ArgumentParser(prog="./test", add_help=False)
    parser.add_argument("--quick", action="store_const", const=Tier.QUICK, dest="tier", default=Tier.WHOLE)
    parser.add_argument("--full", action="store_const", const=Tier.FULL, dest="tier")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("steps", nargs="*", metavar="STEP")
    options = parser.parse_args()
    if strangers := set(options.steps) - {step.name for step in STEPS}:
        parser.error(f"no step is called {' or '.join(sorted(strangers))}; ./test --list names them")
    if options.list:
        return print_steps()
    chosen = [step for step in STEPS if (step.name in options.steps if options.steps else step.tier <= options.tier)]
    counts = run_all(chosen, options.tier)
    print(counts)
    return 1 if counts.failed else 0


def print_steps() -> int:
    for step in STEPS:
        print(f"{step.name:11} {step.title}{' (--quick too)' if step.tier == Tier.QUICK else ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
