"""
The native half of wirespeed. Import wirespeed instead: names here may change.
"""

from collections.abc import Sequence
import os
import pathlib


version: str = '0.1.0'

class CancelToken:
    """
    Ends long calls from another thread.

    Hand one to any number of calls as ``cancel=``; ``cancel()`` makes each raise
    CancelledError within milliseconds. It is set once and never cleared.
    """

    def __init__(self) -> None: ...

    def cancel(self) -> None:
        """Ask every call that holds this token to end."""

    @property
    def cancelled(self) -> bool:
        """Whether cancel() was called."""

    def wait(self, timeout: float | None = None) -> bool:
        """
        Wait for cancel(): True when it came, False when ``timeout`` seconds passed without it.
        """

class Schema:
    """
    The columns of a table. ``pyarrow.schema(s)`` and others take it by its
    ``__arrow_c_schema__``.
    """

    def __arrow_c_schema__(self) -> object:
        """The Arrow C schema, a struct of the columns, in a capsule."""

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""

    def __len__(self) -> int: ...

    def __repr__(self) -> str: ...

class DumpFile:
    """A dump that was looked into."""

    @property
    def path(self) -> pathlib.Path: ...

    @property
    def kind(self) -> str:
        """
        ``artists``, ``labels``, ``masters`` or ``releases``, told from its content.
        """

    @property
    def bytes(self) -> int:
        """Its size on disk."""

    def __repr__(self) -> str: ...

class DumpOptions:
    def __init__(self, threads: int | None = None, max_errors: int | None = None) -> None: ...

class Reject:
    """A record that could not be read."""

    @property
    def file(self) -> pathlib.Path: ...

    @property
    def offset(self) -> int:
        """Of its first byte in the inflated file."""

    @property
    def reason(self) -> str: ...

    @property
    def bytes(self) -> bytes:
        """As they stood in the file."""

    def __repr__(self) -> str: ...

class DumpReport:
    """What a pass over dumps met; complete when the pass has ended."""

    def __init__(self) -> None:
        """Of a pass that met nothing."""

    @property
    def records(self) -> dict[str, int]:
        """Good records of each kind of file."""

    @property
    def rejected(self) -> int:
        """How many records were bad."""

    @property
    def rejects(self) -> list[Reject]:
        """The bad records; the first 16 MiB of them."""

    @property
    def repairs(self) -> int:
        """
        Characters mended in good records: forbidden by XML, wrong UTF-8, a bare ``&``.
        """

    @property
    def bytes_in(self) -> int:
        """Read from disk."""

    @property
    def bytes_xml(self) -> int:
        """After inflating."""

    @property
    def seconds(self) -> float: ...

class DumpProgress:
    """How far a pass is: what a ``progress`` function gets."""

    @property
    def bytes_in(self) -> int:
        """Read from disk so far."""

    @property
    def bytes_total(self) -> int:
        """What ``bytes_in`` will be at the end."""

    @property
    def bytes_xml(self) -> int:
        """Inflated so far."""

    @property
    def records(self) -> int: ...

    @property
    def rejects(self) -> int: ...

class DumpTable:
    """
    A table of a dump, to be read once: a stream. Reading starts when a consumer pulls the first
    batch, on threads of its own, with bounded memory; it ends when the consumer lets go.
    """

    @property
    def name(self) -> str: ...

    @property
    def schema(self) -> Schema: ...

    def __arrow_c_schema__(self) -> object: ...

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """
        The rows as an Arrow C stream in a capsule. ``requested_schema`` is not followed, as the
        interface allows.
        """

    def report(self) -> DumpReport:
        """What this pass has met so far."""

    def __repr__(self) -> str: ...

class CollectedTable:
    """A table in memory, to be read as often as wanted."""

    @property
    def name(self) -> str: ...

    @property
    def schema(self) -> Schema: ...

    def __arrow_c_schema__(self) -> object: ...

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows as an Arrow C stream in a capsule, without a copy."""

    def __len__(self) -> int: ...

    def __repr__(self) -> str: ...

def find_dumps(paths: Sequence[str | os.PathLike[str]]) -> list[DumpFile]:
    """The dump files among files and directories, recognised by content."""

def tables_of(files: Sequence[DumpFile]) -> list[str]:
    """The names of the tables that these files can give."""

def open_table(files: Sequence[DumpFile], name: str, options: DumpOptions, progress: object | None = None, timeout: float | None = None, cancel: object | None = None) -> DumpTable: ...

def collect_tables(files: Sequence[DumpFile], names: Sequence[str], options: DumpOptions, progress: object | None = None, timeout: float | None = None, cancel: object | None = None) -> tuple[list[CollectedTable], DumpReport]: ...
