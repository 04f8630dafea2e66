"""What a walk is asked for, in Python's words and in the core's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from wirespeed import _native
from wirespeed.errors import InvalidArgumentError

Order: TypeAlias = Literal["depth_first", "breadth_first", "depth_first_post", "breadth_first_post", "best_first"]
#: A property, one of == != < <= > >= in between contains, and a value; or several of them joined.
Condition: TypeAlias = "tuple[str, str, object] | JoinedCondition | Sequence[Any]"
Nodes: TypeAlias = Iterable[int]
Evaluator: TypeAlias = Callable[[list[int]], "bool | tuple[bool, bool] | None"]

_CONDITIONS = ("include", "where", "prune", "relationship_where")
_LISTS = ("end_nodes", "terminator_nodes", "allow_nodes", "deny_nodes")


class JoinedCondition:
    """Conditions of which all or any have to be fulfilled. Made by :func:`all_of` and :func:`any_of`."""

    def __init__(self, kind: Literal["all", "any"], parts: Sequence[Condition]) -> None:
        self.kind = kind
        self.parts = list(parts)

    def __repr__(self) -> str:
        return f"{self.kind}_of({', '.join(map(repr, self.parts))})"


def all_of(*conditions: Condition) -> JoinedCondition:
    return JoinedCondition("all", conditions)


def any_of(*conditions: Condition) -> JoinedCondition:
    return JoinedCondition("any", conditions)


def options_of(arguments: Mapping[str, Any]) -> _native.TraversalOptions:
    """Of the arguments of :meth:`EdgeGraph.traversal`; None is as good as none."""
    given = {name: value for name, value in arguments.items() if value is not None}
    for name in _CONDITIONS:
        if name in given:
            given[name] = _plain_condition(given[name])
    for name in _LISTS:
        if name in given:
            given[name] = [int(node) for node in given[name]]
    return _native.TraversalOptions(given)


def _plain_condition(condition: Any) -> tuple[Any, ...]:
    if isinstance(condition, JoinedCondition):
        return condition.kind, [_plain_condition(part) for part in condition.parts]
    if isinstance(condition, list):
        return "all", [_plain_condition(part) for part in condition]
    if isinstance(condition, tuple) and len(condition) == 3 and isinstance(condition[0], str):
        return _plain_test(*condition)
    raise InvalidArgumentError(f"condition: expected (property, comparison, value), found {condition!r}")


def _plain_test(name: str, comparison: str, value: Any) -> tuple[Any, ...]:
    if comparison == "in":
        return "any", [(name, "==", one) for one in _several(comparison, value)]
    if comparison == "between":
        bounds = _several(comparison, value)
        if len(bounds) != 2:
            raise InvalidArgumentError(f"condition: expected the least and the most for between, found {value!r}")
        return "all", [(name, ">=", bounds[0]), (name, "<=", bounds[1])]
    return name, comparison, value


def _several(comparison: str, values: Any) -> list[Any]:
    if isinstance(values, Iterable) and not isinstance(values, str | bytes):
        return list(values)
    raise InvalidArgumentError(f"condition: expected several values for {comparison}, found {values!r}")
