"""The decorator: a class with annotations becomes a type whose objects are bytes."""

from __future__ import annotations

import inspect
import sys
import types
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from wirespeed.errors import InvalidArgumentError
from wirespeed.record._core import Record, make_type
from wirespeed.record._types import KINDS, FieldType, field_type

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: object) -> Callable[[Any], Any]:
        """What type checkers read; typing has it since Python 3.11."""
        return lambda decorator: decorator


T = TypeVar("T")

# Of a class body, what the new type has of its own or must not have.
_LEFT_OUT = frozenset(
    {"__dict__", "__weakref__", "__doc__", "__module__", "__qualname__", "__annotations__", "__annotate__"}
    | {"__annotate_func__", "__annotations_cache__", "__slots__", "__firstlineno__", "__static_attributes__"}
)


@dataclass_transform()
def record(cls: type[T]) -> type[T]:
    """
    The class again, as records: its annotations are fields, its values for them their defaults, its methods stay.

    :raises InvalidArgumentError: a field of a type that records do not have, or a default that is none of its type.
    """
    if any(base not in (object, Record) for base in cls.__bases__):
        raise InvalidArgumentError(
            f"record: {cls.__qualname__}: expected no base class but Record, found "
            f"{', '.join(base.__qualname__ for base in cls.__bases__)}; records have no inheritance"
        )
    # A class within a function names others there; they are found where it is decorated.
    hints = get_type_hints(cls, localns=dict(sys._getframe(1).f_locals), include_extras=True)
    fields = {name: field_type(name, hints[name]) for name in _names(cls)}
    packed = tuple(_packed(cls, name, field) for name, field in fields.items() if not field.is_addon)
    addons = tuple((name, vars(cls).get(name)) for name, field in fields.items() if field.is_addon)
    made: Any = make_type((f"{cls.__module__}.{cls.__name__}", cls.__doc__, packed, addons))
    _move(cls, made, fields, hints)
    return made  # type: ignore[no-any-return]


def _names(cls: type) -> list[str]:
    """Those of this class alone, in order."""
    return list(inspect.get_annotations(cls))


def _packed(cls: type, name: str, field: FieldType) -> tuple[Any, ...]:
    if name.startswith("__") or name in _TAKEN:
        raise InvalidArgumentError(
            f"record: {cls.__qualname__}: expected names that Record has no method of, found {name!r}; rename the field"
        )
    default = vars(cls).get(name)
    if name in vars(cls) and default is None and not field.is_optional:
        raise InvalidArgumentError(
            f"record: {cls.__qualname__}: field {name!r}: expected a default of its type, found None; annotate it with "
            f"`| None`"
        )
    has_default = default is not None
    kind = KINDS.index(field.kind)
    return (
        *(name, kind, field.is_list, field.width, field.nested),
        *(field.is_optional, has_default, field.is_array, default),
    )


_TAKEN = frozenset(
    {"from_bytes", "from_list", "batch", "to_columns", "to_arrow", "to_pandas", "from_columns", "keys", "to_dict"}
    | {"replace"}
)


def _move(cls: type, made: Any, fields: dict[str, FieldType], hints: dict[str, Any]) -> None:
    """Gives the new type what the class body had besides fields."""
    for name, value in vars(cls).items():
        if name not in _LEFT_OUT and name not in fields:
            _see_new_class(value, cls, made)
            setattr(made, name, value)
    packed = [name for name, field in fields.items() if not field.is_addon]
    about = {
        "__qualname__": cls.__qualname__,
        "__annotations__": inspect.get_annotations(cls),
        "__record_hints__": {name: hints[name] for name in packed},
        "__match_args__": tuple(packed),
        "__signature__": _signature(cls, fields),
    }
    for name, value in about.items():
        setattr(made, name, value)


def _see_new_class(value: Any, cls: type, made: type) -> None:
    """``super()`` and ``__class__`` in methods mean the class that they find in a cell."""
    for function in (value, *(getattr(value, part, None) for part in ("fget", "fset", "fdel", "__func__"))):
        if not isinstance(function, types.FunctionType):
            continue
        for cell in function.__closure__ or ():
            if cell.cell_contents is cls:
                cell.cell_contents = made


def _signature(cls: type, fields: dict[str, FieldType]) -> inspect.Signature:
    parameters = []
    for name, field in fields.items():
        kind = inspect.Parameter.KEYWORD_ONLY if field.is_addon else inspect.Parameter.POSITIONAL_OR_KEYWORD
        can_be_left_out = field.is_addon or field.is_optional or name in vars(cls)
        default = vars(cls).get(name) if can_be_left_out else inspect.Parameter.empty
        parameters.append(inspect.Parameter(name, kind, default=default))
    required_first = sorted(parameters, key=lambda p: (p.kind, p.default is not inspect.Parameter.empty))
    return inspect.Signature(required_first)
