"""Values of PostgreSQL's that Python has no class for."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

__all__ = ["Bounds", "Interval", "Path", "Range", "SparseVector"]

Bounds = Literal["[)", "[]", "(]", "()"]
_BOUNDS = ("[)", "[]", "(]", "()")


class Range:
    """A range of values: ``Range(1, 5)`` holds 1 to 4. A bound that is None is infinite."""

    __slots__ = ("_bounds", "_is_empty", "_lower", "_upper")

    def __init__(self, lower: Any = None, upper: Any = None, bounds: Bounds = "[)", empty: bool = False) -> None:
        if bounds not in _BOUNDS:
            raise ValueError(f"Range: expected bounds to be one of {', '.join(_BOUNDS)}, found {bounds!r}")
        self._lower = None if empty else lower
        self._upper = None if empty else upper
        # As the server writes them: an infinite bound is outside.
        opening = bounds[0] if self._lower is not None else "("
        closing = bounds[1] if self._upper is not None else ")"
        self._bounds: Any = "()" if empty else opening + closing
        self._is_empty = bool(empty)

    @property
    def lower(self) -> Any:
        return self._lower

    @property
    def upper(self) -> Any:
        return self._upper

    @property
    def bounds(self) -> Bounds:
        """``[`` and ``]``: the bound belongs to the range; ``(`` and ``)``: it does not."""
        return self._bounds  # type: ignore[no-any-return]

    @property
    def isempty(self) -> bool:
        return self._is_empty

    @property
    def lower_inc(self) -> bool:
        """Whether the lower bound belongs to the range."""
        return self._bounds[0] == "["  # type: ignore[no-any-return]

    @property
    def upper_inc(self) -> bool:
        """Whether the upper bound belongs to the range."""
        return self._bounds[1] == "]"  # type: ignore[no-any-return]

    def __contains__(self, value: Any) -> bool:
        if self._is_empty:
            return False
        above = self._lower is None or value > self._lower or (self.lower_inc and value == self._lower)
        return above and (self._upper is None or value < self._upper or (self.upper_inc and value == self._upper))

    def _key(self) -> tuple[Any, ...]:
        return (self._lower, self._upper, self._bounds, self._is_empty)

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Range) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __bool__(self) -> bool:
        return not self._is_empty

    def __reduce__(self) -> tuple[Any, ...]:
        return (Range, self._key())

    def __repr__(self) -> str:
        if self._is_empty:
            return "Range(empty=True)"
        return f"Range({self._lower!r}, {self._upper!r}, {self._bounds!r})"


class Interval(NamedTuple):
    """An interval with months in it, or one that is too long for :class:`datetime.timedelta`. Its parts have each their
    own sign: a month has no fixed number of days, and a day not always 24 hours.
    """

    months: int = 0
    days: int = 0
    microseconds: int = 0


class Path(NamedTuple):
    """Points in the plane, one after the other; when closed the last is followed by the first."""

    points: list[tuple[float, float]]
    is_closed: bool = False


class SparseVector(NamedTuple):
    """pgvector's ``sparsevec``: the values at some indices, counted from 0; all others are 0."""

    dimensions: int
    indices: list[int]
    values: list[float]
