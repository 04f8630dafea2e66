"""What type checkers must infer; read by mypy, never run."""

from datetime import datetime
from typing import Annotated, Any, assert_type

import numpy

from wirespeed._native import ColumnTable
from wirespeed.record import Addon, Batch, Fixed, Int32, Record, Utc, record


@record
class Commit(Record):
    sha: Annotated[str, Fixed(40)]
    time: Utc
    lines: Int32 = 0
    note: str | None = None
    cache: Addon[dict[str, int]] = None

    def is_long(self) -> bool:
        return self.lines > 100


commit = Commit("5f1e", datetime.now(), lines=5)
assert_type(commit, Commit)
assert_type(commit.sha, str)
assert_type(commit.time, datetime)
assert_type(commit.lines, int)
assert_type(commit.note, str | None)
assert_type(commit.cache, dict[str, int] | None)
assert_type(commit.is_long(), bool)
assert_type(bytes(commit), bytes)
assert_type(commit.replace(lines=6), Commit)
assert_type(commit.to_dict(), dict[str, Any])

assert_type(Commit.from_bytes(b""), Commit)
assert_type(Commit.from_bytes(memoryview(b""), trusted=True), Commit)
assert_type(Commit.from_list([b""]), list[Commit])
assert_type(Commit.to_columns([b""]), dict[str, numpy.ndarray[Any, Any]])
assert_type(Commit.to_arrow([b""]), ColumnTable)

batch = Commit.batch([commit])
assert_type(batch, Batch[Commit])
assert_type(batch[0], Commit)
assert_type(batch[1:], Batch[Commit])
assert_type([one.lines for one in batch], list[int])
assert_type(Commit.from_columns({"sha": ["5f1e"]}), Batch[Commit])

Commit(5, datetime.now())  # type: ignore[arg-type]
Commit("5f1e")  # type: ignore[call-arg]
print(commit.author)  # type: ignore[attr-defined]
