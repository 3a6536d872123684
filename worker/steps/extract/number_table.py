"""What the words around a number say of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from worker.records.mention import Qualifier
from worker.steps.extract.lexicon import expand, load


@dataclass(frozen=True, slots=True)
class NumberTable:
    """Words around a number, from `numbers.yaml`; `months` from `times.yaml`."""

    before: dict[str, Qualifier]
    after: dict[str, Qualifier]
    measures: frozenset[str]
    names: frozenset[str]
    counted: frozenset[str]
    not_one_after: frozenset[str]
    not_one_before: frozenset[str]
    not_half_after: frozenset[str]
    not_half_before: frozenset[str]
    months: frozenset[str]


@cache
def number_table() -> NumberTable:
    data = load("numbers")

    def forms(key: str) -> frozenset[str]:
        return frozenset(plain for form in data[key] for plain in expand(form))

    def phrases(groups: dict[Qualifier, list[str]]) -> dict[str, Qualifier]:
        return {plain: said for said, listed in groups.items() for form in listed for plain in expand(form)}

    return NumberTable(
        before=phrases(data["qualifiers"]),
        after=phrases(data["after"]),
        measures=forms("measures"),
        names=forms("names"),
        counted=forms("counted"),
        not_one_after=forms("not_one_after"),
        not_one_before=forms("not_one_before"),
        not_half_after=forms("not_half_after"),
        not_half_before=forms("not_half_before"),
        months=frozenset(name for names in load("times")["months"] for name in names.split()),
    )
