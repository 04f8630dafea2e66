"""What a type checker must infer of dumps and their tables."""

from pathlib import Path

from typing_extensions import assert_type

import wirespeed
from wirespeed.discogs import CollectedTable, Dump, DumpProgress, DumpReport, DumpTable, Reject, Schema


def show(progress: DumpProgress) -> None:
    assert_type(progress.bytes_in, int)


def use(dump: Dump) -> None:
    assert_type(dump, Dump)
    assert_type(dump.tables, list[str])
    table = dump.table("releases", timeout=1.5, cancel=wirespeed.CancelToken())
    assert_type(table, DumpTable)
    assert_type(table.schema, Schema)
    assert_type(table.schema.names, list[str])
    assert_type(dump.collect(["releases"]), dict[str, CollectedTable])


def look(report: DumpReport) -> None:
    assert_type(report.records, dict[str, int])
    assert_type(report.rejects, list[Reject])
    assert_type(report.rejects[0].file, Path)
    assert_type(report.rejects[0].bytes, bytes)
    assert_type(report.rejects[0].reason, str)


use(wirespeed.discogs.read("releases.xml.gz", progress=show))
use(wirespeed.discogs.read([Path("releases.xml"), "artists.xml.gz"], threads=2, max_errors=10))
look(wirespeed.discogs.read("releases.xml.gz").report())
