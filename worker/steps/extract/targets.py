"""Things that can be hit, named facilities among them, and services that can be lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from msgspec.structs import replace

from worker.records.mention import Service, Target
from worker.steps.extract import facilities
from worker.steps.extract.lexicon import Entry, Lexicon, hidden, load
from worker.steps.extract.spans import ServiceSpan, TargetSpan

_NAME_REACH = 60
"""Characters before a facility in which its name may begin."""
_NAME_WORDS = 4
_NAME_AFTER = re.compile(r"\s(?:of\s)?[\"“«„]?([^\W\d_a-zа-яіїєґ][\w'’-]*)[\"”»“]?")
_WORD = re.compile(r"\S+")
_SPACE = re.compile(r"[\"”»“«]?[ \u00a0]")
_QUOTED = re.compile(r"[\"“”«»„]")
_PLURAL = re.compile(r"(?<!work)(?<!ss)s")
_QUOTES = "\"'“”«»„‘’"


@dataclass(frozen=True, slots=True)
class _Thing:
    target: Target
    facility: str | None = None
    capital: bool = False
    """A name counts only where the thing's own word has a capital too ("Central Hospital")."""
    alone: bool = False
    """The form is a name by itself ("Azovstal")."""


def find(text: str) -> list[TargetSpan]:
    """Every thing that can be hit, in order, not overlapping; the span of a named facility covers its name."""
    spans: list[TargetSpan] = []
    for start, end, thing in _things().find(text):
        last = spans[-1] if spans else None
        if last and start < last.end:
            continue  # a part of the name before it: "the Mall of CHP"
        if last and last.facility and last.target == thing.target and _SPACE.fullmatch(text, last.end, start):
            spans[-1] = replace(last, end=end, facility=_clean(text[last.start : end]))  # "Azovstal" "steel works"
        elif thing.facility is None:
            spans.append(TargetSpan(start, end, thing.target))
        else:
            first, stop = (start, end) if thing.alone else _named(text, start, end, last.end if last else 0, thing)
            name = _clean(text[first:stop]) if thing.alone or (first, stop) != (start, end) else None
            spans.append(TargetSpan(first, stop, thing.target, name, thing.facility))
    return spans


def services(text: str) -> list[ServiceSpan]:
    """Every service that people can lose, in order, not overlapping."""
    return [ServiceSpan(start, end, service) for start, end, service in _services().find(text)]


def _clean(name: str) -> str:
    return _QUOTED.sub("", name).strip("'‘’")


def _named(text: str, start: int, end: int, floor: int, thing: _Thing) -> tuple[int, int]:
    """The facility with its name: capitalised words before it, or "of" and one after; as it is where it has none."""
    capital = text[start].isupper()
    if (thing.capital and not capital) or _PLURAL.match(text, end - 1):
        return start, end
    begin = max(floor, start - _NAME_REACH)
    words = list(_WORD.finditer(text, begin, start))
    if words and begin > floor and not text[begin - 1].isspace():
        del words[0]  # cut by the reach
    first, taken = start, 0
    for word in reversed(words):
        said = word.group()
        bare = said.strip(_QUOTES)
        if not _may_name(bare) or "\n" in text[word.end() : first] or bare[-1] in ".,;:!?()":
            break
        first, taken = word.start(), taken + 1
        if said[0] in _QUOTES or taken > _NAME_WORDS:
            break
    if taken > _NAME_WORDS or (capital and taken and _is_title(text, first)):
        return _known(text, words, start, end)
    if taken:
        return first, end
    after = _NAME_AFTER.match(text, end) if text.startswith((" of ", ' "', " “", " «"), end) else None
    if after and _may_name(after[1]):
        return start, after.end()
    return _known(text, words, start, end)


def _may_name(word: str) -> bool:
    return (
        bool(word)
        and word[0].isupper()
        and word.lower() not in _not_names()
        and not word.lower().endswith(_not_endings())
    )


def _is_title(text: str, first: int) -> bool:
    """Whether the capitals are those of a headline: the words before are capitalised as well."""
    before = text[max(0, first - _NAME_REACH) : first].rpartition("\n")[2].split()
    capitals = sum(word[:1].isupper() for word in before[-4:])
    return capitals > 1 and all(word[:1].isupper() or len(word) < 4 for word in before[-4:])


def _known(text: str, words: list[re.Match[str]], start: int, end: int) -> tuple[int, int]:
    """The longest name that the register knows, where capitals alone say nothing."""
    for word in words[-_NAME_WORDS:]:
        if word[0][0].isupper() and facilities.resolve(text[word.start() : end], None)[0] == "resolved":
            return word.start(), end
    return start, end


@cache
def _not_names() -> frozenset[str]:
    return frozenset(load("targets")["not_names"])


@cache
def _not_endings() -> tuple[str, ...]:
    return ("'s", "’s", "s'", "s’", *load("targets")["not_name_endings"])


@cache
def _things() -> Lexicon[_Thing]:
    return Lexicon([*_registered(), *hidden("targets"), *_listed()])


def _registered() -> Iterator[tuple[str, Entry[_Thing]]]:
    targets = {item["facility"]: item["target"] for item in load("targets")["targets"] if "facility" in item}
    for row in facilities.register():
        for name in row.alone:
            yield name, Entry(_Thing(targets[row.kind], row.kind, alone=True), cased=True)


def _listed() -> Iterator[tuple[str, Entry[_Thing]]]:
    for item in load("targets")["targets"]:
        thing = _Thing(item["target"], item.get("facility"), item.get("named") == "head")
        for form in item["forms"]:
            yield form, Entry(thing)


@cache
def _services() -> Lexicon[Service]:
    listed: dict[Service, list[str]] = load("services")["services"]
    forms = ((form, Entry(service)) for service, forms in listed.items() for form in forms)
    return Lexicon([*hidden("services"), *forms])
