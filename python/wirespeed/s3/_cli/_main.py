"""What ``wirespeed s3`` understands."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from wirespeed.errors import Error
from wirespeed.s3._calls import LONGEST_URL
from wirespeed.s3._cli import _commands
from wirespeed.s3._cli._plan import UsageError
from wirespeed.s3._cli._report import Report
from wirespeed.s3._cli._session import Session
from wirespeed.s3._cli._sync import sync

__all__ = ["main"]

Command = Callable[[Session, argparse.Namespace], None]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    given = parser.parse_args(arguments)
    report = Report(as_json=given.json, quiet=given.quiet)
    session = Session(report, _client_options(given), dry_run=getattr(given, "dry_run", False))
    try:
        given.run(session, given)
    except UsageError as wrong:
        print(f"{parser.prog} {given.command}: {wrong}", file=sys.stderr)
        return 2
    except (OSError, Error) as failure:
        if isinstance(failure, BrokenPipeError):  # whoever read our output has had enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 1
        report.failed(str(getattr(failure, "filename", None) or ""), failure)
    except KeyboardInterrupt:
        report.close()
        return 128 + signal.SIGINT
    finally:
        report.close()
        session.close()
    return 1 if report.failures else 0


def _client_options(given: argparse.Namespace) -> dict[str, Any]:
    options = {
        "endpoint_url": given.endpoint_url,
        "region": given.region,
        "profile": given.profile,
        "ca_file": given.ca_file,
        "anonymous": True if given.no_sign_request else None,
    }
    return {name: value for name, value in options.items() if value is not None}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wirespeed s3",
        description="Objects from the shell. Paths are s3://bucket/key; those with * ? [ ] match keys, when quoted.",
        epilog="Exit status: 0 all went well, 1 something failed and was named, 2 the call was not understood.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, about, arguments, run in _COMMANDS:
        command = commands.add_parser(name, help=about, description=about, parents=[_common()])
        arguments(command)
        command.set_defaults(run=run)
    return parser


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    group = common.add_argument_group("the server")
    group.add_argument("--endpoint-url", metavar="URL", help="where S3 is, if not at AWS")
    group.add_argument("--region", help="of the buckets")
    group.add_argument("--profile", help="of the files of credentials and settings")
    group.add_argument("--ca-file", metavar="FILE", help="certificate authorities to trust instead of the system's")
    group.add_argument("--no-sign-request", action="store_true", help="ask as nobody")
    common.add_argument("--json", action="store_true", help="one JSON object a line")
    common.add_argument("-q", "--quiet", action="store_true", help="say nothing of what goes well")
    return common


def _many(command: argparse.ArgumentParser) -> None:
    command.add_argument("-r", "--recursive", action="store_true", help="folders, with all that is below")
    command.add_argument("-n", "--dry-run", action="store_true", help="say what would be done")


def _rule(includes: bool, pattern: str) -> tuple[bool, str]:
    return includes, pattern


def _choice(command: argparse.ArgumentParser) -> None:
    for sign in ("include", "exclude"):
        command.add_argument(
            f"--{sign}",
            metavar="PATTERN",
            dest="rules",
            action="append",
            type=partial(_rule, sign == "include"),
            help=f"{sign} what matches; the last such rule counts. Without a slash it is the name, at any depth",
        )


def _ls(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="*", metavar="PATH", help="none: the buckets")
    command.add_argument("-r", "--recursive", action="store_true", help="all keys below")
    command.add_argument("--human", action="store_true", help="sizes in KiB, MiB, ...")


def _transfer(command: argparse.ArgumentParser) -> None:
    command.add_argument("sources", nargs="+", metavar="SOURCE")
    command.add_argument("target", metavar="TARGET", help='ends in "/" where it is a folder that is yet to be made')
    _many(command)
    _choice(command)


def _rm(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="+", metavar="PATH")
    _many(command)
    _choice(command)


def _du(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="+", metavar="PATH")
    command.add_argument("--human", action="store_true", help="sizes in KiB, MiB, ...")


def _while_of_url(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LONGEST_URL:
        raise argparse.ArgumentTypeError(f"expected 1 to {LONGEST_URL} seconds, found {text!r}")
    return int(text)


def _presign(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="+", metavar="PATH")
    command.add_argument("--expires", type=_while_of_url, default=3600, metavar="SECONDS", help="a week at most")
    command.add_argument("--method", choices=("GET", "HEAD", "PUT", "DELETE"), default="GET")


def _sync(command: argparse.ArgumentParser) -> None:
    command.add_argument("source", metavar="SOURCE")
    command.add_argument("target", metavar="TARGET")
    command.add_argument("--delete", action="store_true", help="in TARGET what SOURCE has not")
    command.add_argument(
        "--compare",
        choices=("mtime", "etag", "size"),
        default="mtime",
        help="of files of one size: whether the source is newer; whether the contents' MD5 differs; or nothing",
    )
    command.add_argument("-n", "--dry-run", action="store_true", help="say what would be done")
    _choice(command)


_COMMANDS: list[tuple[str, str, Callable[[argparse.ArgumentParser], None], Command]] = [
    ("ls", "what is there", _ls, _commands.ls),
    ("get", "objects into files; TARGET - is the standard output", _transfer, _commands.get),
    ("put", "files into objects; SOURCE - is the standard input", _transfer, _commands.put),
    ("cp", "either, or from object to object on the server", _transfer, _commands.cp),
    ("rm", "deletes objects", _rm, _commands.rm),
    ("du", "how many bytes, in how many objects", _du, _commands.du),
    ("presign", "URLs by which anyone can do it, for a while", _presign, _commands.presign),
    ("sync", "makes TARGET have what SOURCE has; one of them, or both, are s3://", _sync, sync),
]
