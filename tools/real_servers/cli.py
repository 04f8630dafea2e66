"""tools/servers: the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from real_servers import slots
from real_servers.errors import ServerError, Unavailable
from real_servers.instance import Instance
from real_servers.kinds import KINDS, Kind

UNAVAILABLE = 77  # as automake's tests say "skipped"
EXAMPLES = """examples:
  tools/servers neo4j start                  prints its URI; one that runs is found again
  tools/servers neo4j start --auth --tls --json
  tools/servers neo4j start --fast           for measurements
  tools/servers neo4j status
  tools/servers neo4j stop --all
  tools/servers postgres start --json        its roles and their passwords, its certificates, its pooler, its socket
  tools/servers s3 start --server minio --tls

Every instance has a home of its own below ~/.cache/wirespeed/servers/run (or $WIRESPEED_CACHE/servers/run; PostgreSQL's
is in /tmp, where a user of its own may go, that of S3 in /dev/shm where there is room) and listens on a free port of
127.0.0.1. Stopping kills it and removes its home: nothing in it is kept.
Exit codes: 0 done, 1 failed, 2 a wrong call, 77 this machine cannot have it (a program or the network is missing).
"""


def main() -> int:
    options = parse(sys.argv[1:])
    try:
        return int(ACTIONS[options.action](options))
    except Unavailable as error:
        print(f"tools/servers: {error}", file=sys.stderr)
        return UNAVAILABLE
    except ServerError as error:
        print(f"tools/servers: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tools/servers",
        description="Brings up real servers on this machine, for tests and measurements.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND")
    for kind in KINDS.values():
        actions = kinds.add_parser(kind.kind, help=kind.about, description=kind.about)
        _add_actions(actions.add_subparsers(dest="action", required=True, metavar="ACTION"), kind)
    return parser.parse_args(arguments)


def _add_actions(actions: argparse._SubParsersAction[argparse.ArgumentParser], kind: Kind) -> None:
    start = actions.add_parser("start", help="print the URI of a running instance; start one where none runs")
    start.add_argument(
        "--json",
        action="store_true",
        help="all about it: uri, user, password, ca, pid, home and what else its kind has",
    )
    stop = actions.add_parser("stop", help="kill an instance and remove its home")
    stop.add_argument("--all", action="store_true", help="all instances, whatever their options")
    actions.add_parser("status", help="the instances that run")
    prepare = actions.add_parser("prepare", help="only get what a start needs")
    chosen = {one for values in kind.choices.values() for one in values}
    for action in (start, stop, prepare):
        for choice, values in kind.choices.items():
            about = "; ".join(f"{one}: {kind.options[one]}" for one in values if one in kind.options)
            action.add_argument(f"--{choice}", choices=values, default=values[0], help=f"{values[0]}, or {about}")
        for name, what in kind.options.items():
            if name not in chosen:
                action.add_argument(f"--{name}", action="append_const", const=name, dest="options", help=what)


def options_of(parsed: argparse.Namespace) -> frozenset[str]:
    kind = KINDS[parsed.kind]
    chosen = {getattr(parsed, choice) for choice in kind.choices} & kind.options.keys()
    return frozenset(parsed.options or ()) | chosen


def start(options: argparse.Namespace) -> int:
    instance = slots.start(options.kind, options_of(options))
    print(instance.as_json() if options.json else described(instance))
    return 0


def described(instance: Instance) -> str:
    """The URI alone on the first line."""
    lines = [instance.uri]
    if instance.auth:
        lines.append(f"user {instance.user}, password {instance.password}")
    if instance.ca:
        lines.append(f"certificate authority {instance.ca}")
    return "\n".join(lines)


def stop(options: argparse.Namespace) -> int:
    there = slots.slots(options.kind) if options.all else [slots.slot_of(options.kind, options_of(options))]
    stopped = sum(map(slots.stop, there))
    print(f"{options.kind}: stopped {stopped}")
    return 0


def status(options: argparse.Namespace) -> int:
    for instance, leased in slots.status(options.kind):
        used = ", in use by tests" if leased else ""
        print(f"{instance.variant}: {instance.uri}, pid {instance.pid}, home {instance.home}{used}")
    return 0


def prepare(options: argparse.Namespace) -> int:
    KINDS[options.kind].prepare(options_of(options))
    return 0


ACTIONS = {"start": start, "stop": stop, "status": status, "prepare": prepare}
