"""Weapons named in a text, and acts whose name says the weapon ("shelling")."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from msgspec.structs import replace

from worker.records.mention import WeaponType
from worker.steps.extract.lexicon import Entry, Lexicon, expand, hidden, load
from worker.steps.extract.spans import WeaponSpan

_JOINT = re.compile(r"[\s\-–—]?[\s\"'“”«»‘’]{0,3}")
"""What may stand between a model and its kind: «"Kalibr" cruise missiles»."""
_DELIVERY_REACH = 60
"""Characters after a word of delivery in which a weapon is what is handed over: about eight words."""
_BREAK = re.compile(r"[.;:!?\n]")


@dataclass(frozen=True, slots=True)
class _Weapon:
    type: WeaponType
    model: str | None
    defence: bool


def find(text: str) -> list[WeaponSpan]:
    """Every weapon in `text`, in order, not overlapping.

    A model and the kind beside it are one span of the model's type ("Kalibr cruise missiles").  "Missile strike" is one
    span too: its number counts strikes, not missiles.  A bare "barrage" or "strike" names no weapon and is not found.
    """
    spans: list[WeaponSpan] = []
    for start, end, weapon in _weapons().find(text):
        span = WeaponSpan(start, end, weapon.type, weapon.model, weapon.defence)
        joined = _join(spans[-1], span, text) if spans else None
        if joined is None:
            spans.append(span)
        else:
            spans[-1] = joined
    if not spans:
        return []
    deliveries = [end for _, end, _ in _deliveries().find(text)]
    return [_in_context(span, text, deliveries) for span in spans]


def _join(left: WeaponSpan, right: WeaponSpan, text: str) -> WeaponSpan | None:
    """The two as one where they name one weapon: a model beside its kind, or the same kind twice."""
    if right.start - left.end > 4 or not _JOINT.fullmatch(text, left.end, right.start):
        return None
    if left.model and right.model:
        return None
    if left.model or right.model:
        named, plain = (left, right) if left.model else (right, left)
        if plain.type == "unknown" and not plain.defence:
            return None
        defence = named.defence or (plain.defence and plain.type == "unknown")
        return WeaponSpan(left.start, right.end, named.type, named.model, defence)
    if left.type == right.type and left.defence == right.defence:
        return replace(left, end=right.end)
    return None


def _in_context(span: WeaponSpan, text: str, deliveries: list[int]) -> WeaponSpan:
    """Sets `defence` by the words around: a delivery (at one of those offsets, sorted), a launcher that defends."""
    if span.defence:
        return span
    i = bisect_right(deliveries, span.start) - 1
    if i >= 0 and span.start - deliveries[i] <= _DELIVERY_REACH and not _BREAK.search(text, deliveries[i], span.start):
        return replace(span, defence=True)
    if span.type == "missile" and span.model and (head := _defence_head().match(text, span.end)):
        return replace(span, end=head.end(), defence=True)
    return span


@cache
def _weapons() -> Lexicon[_Weapon]:
    data = load("weapons")["weapons"]
    forms = [
        (form, Entry(_Weapon(item["type"], item.get("model"), item.get("defence", False)), item.get("cased", False)))
        for item in data
        for form in item["forms"]
    ]
    return Lexicon([*hidden("weapons"), *forms])


@cache
def _deliveries() -> Lexicon[bool]:
    return Lexicon((form, Entry(True)) for form in load("weapons")["deliveries"])


@cache
def _defence_head() -> re.Pattern[str]:
    forms = {plain for form in load("weapons")["defence_heads"] for plain in expand(form)}
    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile(rf"[\s\"'”»’]{{1,3}}(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)
