"""Any record of a type, for hypothesis: built from what msgspec knows of the type and its constraints."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import msgspec
from hypothesis import strategies as st
from msgspec import inspect as types

RecordT = TypeVar("RecordT", bound=msgspec.Struct)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
INSTANTS = st.integers(0, 2**57).map(lambda micros: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros))


@cache
def records_of(type_: type[RecordT]) -> st.SearchStrategy[RecordT]:
    return _of(types.type_info(type_))


def _of(info: types.Type) -> st.SearchStrategy[Any]:
    match info:
        case types.Metadata(type=inner):
            return _of(inner)
        case types.StructType(cls=cls, fields=fields):
            return (
                st.fixed_dictionaries({field.name: _of(field.type) for field in fields}).map(_maker(cls)).filter(bool)
            )
        case types.UnionType(types=options):
            return st.one_of([_of(option) for option in options])
        case types.LiteralType(values=values):
            return st.sampled_from(values)
        case types.ListType(item_type=item):
            return st.lists(_of(item), max_size=3)
        case types.DictType(key_type=key, value_type=value):
            return st.dictionaries(_of(key), _of(value), max_size=3)
        case types.StrType(pattern=str(pattern)):
            return st.from_regex(pattern.removesuffix("$") + r"\Z")
        case types.StrType():
            return TEXTS
        case types.IntType(ge=ge):
            return st.integers(ge if ge is not None else -(2**53), 2**53)
        case types.FloatType(ge=ge):
            return st.floats(ge, allow_nan=False, allow_infinity=False)
        case types.BoolType():
            return st.booleans()
        case types.NoneType():
            return st.none()
        case types.DateTimeType():
            return INSTANTS
        case types.AnyType():
            return st.booleans() | TEXTS | st.integers(0, 9)
    raise NotImplementedError(info)


def _maker(cls: type[msgspec.Struct]) -> Any:
    def make(values: dict[str, Any]) -> msgspec.Struct | None:
        try:
            return cls(**values)
        except ValueError:  # fields that do not go together, such as a wave with a region
            return None

    return make
