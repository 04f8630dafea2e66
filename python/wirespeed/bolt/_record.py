"""One row of a result: a tuple whose items also have names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, ClassVar

__all__ = ["Record"]


class Record(tuple[Any, ...]):
    """Values by place (``record[0]``) and by name (``record["name"]``); otherwise a tuple."""

    __slots__ = ()
    _names: ClassVar[tuple[str, ...]] = ()
    _places: ClassVar[dict[str, int]] = {}

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return tuple.__getitem__(self, self._places[key])
        return tuple.__getitem__(self, key)

    def get(self, name: str, default: Any = None) -> Any:
        place = self._places.get(name)
        return default if place is None else tuple.__getitem__(self, place)

    def keys(self) -> tuple[str, ...]:
        return self._names

    def values(self) -> tuple[Any, ...]:
        return tuple(self)

    def items(self) -> Iterator[tuple[str, Any]]:
        return zip(self._names, self, strict=True)

    def data(self) -> dict[str, Any]:
        """Values by name."""
        return dict(zip(self._names, self, strict=True))

    def __repr__(self) -> str:
        return f"Record({', '.join(f'{name}={value!r}' for name, value in self.items())})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self._names, tuple(self))


@lru_cache(256)
def record_type(names: tuple[str, ...]) -> type[Record]:
    """The class of records with these columns."""
    places = {name: place for place, name in enumerate(names)}
    return type("Record", (Record,), {"__slots__": (), "_names": names, "_places": places})


def _restore(names: tuple[str, ...], values: tuple[Any, ...]) -> Record:
    return tuple.__new__(record_type(names), values)
