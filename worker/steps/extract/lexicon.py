"""Lists of word forms, found in a text by one automaton.

The lists are YAML files in `worker/data/lexicon/` (see the README there).  A form may hold alternatives in brackets:
`air[ |-|]strike[s|]` stands for six forms.
"""

from __future__ import annotations

import itertools
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Generic, TypeVar

import yaml
from ahocorasick_rs import AhoCorasick

T = TypeVar("T")

_BRACKETS = re.compile(r"\[([^\]]*)\]")
_BLANKS = str.maketrans(dict.fromkeys("\t\n\r\x0b\x0c", " "))
_EVEN = {" ": "\u00a0\u2002\u2003\u2007\u2009\u202f", "'": "‘’ʼ`´", '"': "“”«»„", "-": "‐‑‒–—−"}
_TYPOGRAPHIC = [(odd, plain) for plain, odds in _EVEN.items() for odd in odds]
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_UNEVEN = re.compile(rf"[{_INVISIBLE}]|\u00a0[ \u00a0]| \u00a0")
_KEPT = re.compile(rf"(?:[ \u00a0](?![ \u00a0])|[^ \u00a0{_INVISIBLE}])+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made even for matching: lower case, plain quotes, dashes and spaces, nothing invisible.

    `offsets[i]` is the place in the original of character i; None where the two texts have the same length.
    """

    original: str
    text: str
    offsets: array[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the original behind `text[start:end]`, which must not be empty."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1

    def initial(self, start: int) -> str:
        """The character of the original at which `text[start:]` begins."""
        return self.original[start if self.offsets is None else self.offsets[start]]


@lru_cache(maxsize=128)  # each matcher reads the titles and texts of a batch of articles, one matcher after another
def fold(text: str) -> Folded:
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals have two characters in lower case
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    lowered = lowered.translate(_BLANKS) if lowered.isascii() else _plain(lowered)
    if "  " not in text and (text.isascii() or not _UNEVEN.search(text)):
        return Folded(text, lowered)
    offsets = array("L")
    pieces = []
    for kept in _KEPT.finditer(text):
        pieces.append(lowered[kept.start() : kept.end()])
        offsets.extend(range(kept.start(), kept.end()))
    return Folded(text, "".join(pieces), offsets)


def _plain(text: str) -> str:
    """`text` with plain quotes, dashes and spaces; searching for each is many times faster than `str.translate`."""
    for odd, plain in (*_TYPOGRAPHIC, *((chr(blank), " ") for blank in _BLANKS)):
        if odd in text:
            text = text.replace(odd, plain)
    return text


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """What a form means; None hides a phrase in which shorter forms would mislead.

    `cased`: counts only where the text begins it with a capital ("Grad", not "grad").
    """

    value: T | None
    cased: bool = False


class Lexicon(Generic[T]):
    """Finds forms as whole words, the longest of those that begin leftmost; time linear in the text."""

    def __init__(self, forms: Iterable[tuple[str, Entry[T]]]) -> None:
        table: dict[str, Entry[T]] = {}
        for form, entry in forms:
            for plain in expand(form):
                table.setdefault(fold(plain).text, entry)
        self._entries = list(table.values())
        self._automaton = AhoCorasick(list(table))

    def find(self, text: str) -> list[tuple[int, int, T]]:
        """Start, end and value of each form found, in order, not overlapping."""
        folded = fold(text)
        hay, size = folded.text, len(folded.text)
        found: list[tuple[int, int, Entry[T]]] = []
        for index, start, end in self._automaton.find_matches_as_indexes(hay, overlapping=True):
            if (start and hay[start - 1].isalnum()) or (end < size and hay[end].isalnum()):
                continue
            entry = self._entries[index]
            if not entry.cased or folded.initial(start).isupper():
                found.append((start, end, entry))
        found.sort(key=lambda hit: (hit[0], -hit[1]))
        result: list[tuple[int, int, T]] = []
        last = 0
        for start, end, entry in found:
            if start < last:
                continue
            last = end
            if entry.value is not None:
                result.append((*folded.span(start, end), entry.value))
        return result


def expand(form: str) -> Iterator[str]:
    """The forms that a form with bracketed alternatives stands for; an empty alternative takes its space along.

    Brackets within brackets raise ValueError.
    """
    if "[" in _BRACKETS.sub("", form) or any("[" in inner for inner in _BRACKETS.findall(form)):
        raise ValueError(f"brackets do not pair: {form}")
    parts = [part.split("|") if i % 2 else [part] for i, part in enumerate(_BRACKETS.split(form))]
    return (" ".join("".join(choice).split()) for choice in itertools.product(*parts))


@cache
def load(name: str) -> Any:
    """The contents of `worker/data/lexicon/<name>.yaml`."""
    path = resources.files("worker") / "data" / "lexicon" / f"{name}.yaml"
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def hidden(name: str) -> Iterator[tuple[str, Entry[Any]]]:
    """The phrases that a file lists under `not`."""
    return ((form, Entry(None)) for form in load(name).get("not", ()))


def triggers() -> Iterable[str]:
    """Words of which an article on a strike has at least one, in lower case: acts, effects, weapons."""
    words = [form for group in load("triggers").values() for form in group]
    words += [form for entry in load("weapons")["weapons"] if not entry.get("defence") for form in entry["forms"]]
    return sorted({plain.lower() for form in words for plain in expand(form)})
