"""What a task, a contender and a measurement are."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Answer = dict[str, Json]
Role = Literal["drain", "ours", "peer", "partial"]  # partial: does less than the task, so it is no "best peer"


class BenchError(Exception):
    """The run cannot go on; the message says what was expected, what was found and what to do."""


@dataclass(frozen=True)
class Contender:
    name: str
    role: Role
    file: Path  # .py, .sh, .cpp, or a folder with Cargo.toml
    what: str  # the work it does, where that is less than the task's, or a setting
    data: str = "full"  # which of the variant's data sets it gets; another than "full" is scaled
    answers: tuple[str, ...] = ()  # the keys of its answer that are compared
    runs: int | None = None  # at most so many, for the slow ones
    builds: tuple[str, ...] = ()  # CMake targets it needs besides itself; "wheel" is the product in bench/.venv
    arguments: tuple[str, ...] = ()
    resident: bool = False  # its process stays for all rounds
    variants: tuple[str, ...] = ("*",)  # patterns of those that it can do
    venv: str = ""  # bench/.venv-NAME, from requirements-NAME.txt; "": bench/.venv


@dataclass(frozen=True)
class Goal:
    """`metric` of contender `of`, divided by that of `over` where there is one: the medians, or, where they are
    `paired`, what the two took in the same round, and the median of that."""

    what: str
    metric: str
    of: str
    over: str | None = None
    at_most: float | None = None
    at_least: float | None = None
    stretch: float | None = None
    variant: str | None = None  # or a pattern, as replay_*
    paired: bool = False


@dataclass(frozen=True)
class Published:
    """What somebody else measured and printed: a row of the table of calls (calls.py)."""

    name: str
    figures: dict[str, float]  # by calls.COLUMNS
    variant: str = "*"


@dataclass(frozen=True)
class Task:
    name: str
    folder: Path
    title: str
    unit: str  # what a rate counts, in the plural
    contenders: tuple[Contender, ...]
    goals: tuple[Goal, ...] = ()
    counters: dict[str, str] = field(default_factory=dict)  # counter -> column heading
    runs: int = 5  # of each contender, where the command line does not say
    servers: dict[str, list[str]] = field(default_factory=dict)  # name -> options (harness/servers.py)
    server_variants: dict[str, list[str]] = field(default_factory=dict)  # name -> patterns of the variants that want it
    calls: bool = False  # there is a table of calls
    published: tuple[Published, ...] = ()


@dataclass(frozen=True)
class DataSet:
    path: Path
    units: int
    answer: Answer  # the reference's


@dataclass(frozen=True)
class Prepared:
    """variant -> name of a data set ("full", "slice", ...) -> the data set."""

    variants: dict[str, dict[str, DataSet]]


@dataclass(frozen=True)
class Usage:
    wall: float
    user: float
    system: float
    peak_bytes: int = 0
    resident_bytes: int = 0  # when the call had ended, of a resident contender

    @property
    def cpu(self) -> float:
        return self.user + self.system


@dataclass(frozen=True)
class Output:
    """What a contender printed."""

    answer: Answer = field(default_factory=dict)
    counters: dict[str, float] = field(default_factory=dict)
    startup: Usage | None = None  # spent before the work began
    cannot: str | None = None
    call: Usage | None = None  # of one call, measured by a resident contender itself


@dataclass(frozen=True)
class Alone:
    """What a resident contender took in a process of its own that was asked once."""

    call: Usage
    counters: dict[str, float]


@dataclass
class Row:
    """One contender in one variant: its verdict and, when that is good, its runs."""

    contender: Contender
    units: int  # of the full data
    scale: float = 1.0  # full units / units of the data it was given
    verdict: str = "equal"  # or "wrong: ...", "failed: ...", "cannot run: ..."
    runs: list[Usage] = field(default_factory=list)  # scaled to the full data
    counters: list[dict[str, float]] = field(default_factory=list)
    alone: Alone | None = None

    @property
    def timed(self) -> bool:
        return self.verdict == "equal" and bool(self.runs)
