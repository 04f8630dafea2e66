"""bench/run: the command line."""

from __future__ import annotations

import argparse
import fnmatch
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from harness import discover, goals, machine, plan, prepare, report, servers
from harness.build import Builder
from harness.model import BenchError, Row, Task
from harness.runner import Runner

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = """examples:
  bench/run --list
  bench/run discogs_hash                          every contender, both shapes, 5 runs each
  bench/run discogs_hash --only drain_isal,ours --variant 2026 --runs 9
  bench/run discogs_hash --quick                  small data, 2 runs: does everything work?
"""


def main() -> None:
    try:
        sys.exit(_main(_options(sys.argv[1:])))
    except BenchError as error:
        sys.exit(f"bench/run: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench/run",
        description="Compares the answers of all contenders of a task, then times them in one interleaved run.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("task", nargs="?", help="a folder of bench/")
    parser.add_argument("--list", action="store_true", help="the tasks and their contenders")
    parser.add_argument(
        "--runs", type=int, help="timed runs of each contender (5 or what the task says; 2 with --quick)"
    )
    parser.add_argument("--only", default="", metavar="A,B", help="these contenders alone")
    parser.add_argument(
        "--variant", default="", metavar="V,W", help="these variants of the data alone; also as PATTERN*"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="every run as JSON")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="the table that is printed")
    parser.add_argument("--quick", action="store_true", help="small data, few runs")
    parser.add_argument("--timeout", type=float, default=1800, metavar="SECONDS", help="for one process (1800)")
    return parser.parse_args(arguments)


def _main(options: argparse.Namespace) -> int:
    bench = ROOT / "bench"
    if options.list or options.task is None:
        _list(bench)
        return 0 if options.list else 2
    task = discover.select(discover.load_task(bench, options.task), _names(options.only))
    runs = options.runs if options.runs is not None else 2 if options.quick else task.runs
    builder = Builder(ROOT)
    builder.prepare_venv()
    builder.build_task(task)
    env = _environment(bench, builder)
    _say("preparing the data")
    prepared = prepare.prepare(task, bench, builder.python, env, options.quick)
    results = {}
    chosen = _variants(list(prepared.variants), _names(options.variant))
    with servers.lent(task, builder.build, chosen) as addresses:
        servers.load(task, prepared, chosen, builder.python, {**env, **addresses})
        for variant in chosen:
            _say(f"{task.name}, {variant}")
            part = discover.for_variant(task, variant)
            with Runner(part, builder, {**env, **addresses}, options.timeout) as runner:
                rows = plan.measure(part, prepared.variants[variant], runs, runner, _say)
            results[variant] = (rows, goals.judge(task.goals, rows, variant))
    _publish(task, results, machine.facts(ROOT, builder.build), runs, options)
    return int(any(row.verdict.startswith(("wrong", "failed")) for rows, _ in results.values() for row in rows))


def _list(bench: Path) -> None:
    for name in discover.find_tasks(bench):
        task = discover.load_task(bench, name)
        print(f"{name}: {task.title}")
        for contender in task.contenders:
            print(f"  {contender.name:20} {contender.role:6} {contender.what}")


def _environment(bench: Path, builder: Builder) -> dict[str, str]:
    """Contenders find the harness on PYTHONPATH and the build in WIRESPEED_BENCH_BUILD."""
    return {
        **os.environ,
        "PYTHONPATH": str(bench),
        "PYTHONDONTWRITEBYTECODE": "",
        "WIRESPEED_BENCH_BUILD": str(builder.build),
    }


def _publish(
    task: Task,
    results: dict[str, tuple[list[Row], list[goals.Outcome]]],
    about: dict[str, str],
    runs: int,
    options: argparse.Namespace,
) -> None:
    text = "\n".join(report.markdown(task, variant, rows, judged) for variant, (rows, judged) in results.items())
    text += "\n" + report.facts(about, runs)
    print(text)
    if options.markdown:
        options.markdown.write_text(text)
    if options.json:
        options.json.write_text(report.as_json(task, results, about))


def _variants(there: list[str], wanted: list[str]) -> list[str]:
    unknown = [name for name in wanted if not fnmatch.filter(there, name)]
    if unknown:
        raise BenchError(f"no variant {', '.join(unknown)}; there are: {', '.join(there)}")
    return [name for pattern in wanted for name in fnmatch.filter(there, pattern)] or there


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)
