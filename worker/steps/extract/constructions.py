"""Constructions of `worker/data/lexicon/<name>.yaml` as compiled patterns over a *masked* sentence (see `masking.py`).

A construction is a regular expression with macros in braces: `{N}` a number, `{S}` a share, `{W}` a weapon, `{P}` a
place, `{T}` a time, and any entry of the same file by its name.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache

from worker.steps.extract.anchors import Anchors
from worker.steps.extract.lexicon import load

MASK = {"N": "\ue000", "S": "\ue001", "W": "\ue002", "P": "\ue003", "T": "\ue004"}
"""Macro of a masked class → the private character that stands for each character of such a span."""
_MACRO = re.compile(r"\{([A-Za-z_]\w*)\}")


@cache
def pattern(name: str, entry: str) -> re.Pattern[str]:
    """The entry as one pattern of whole words: a list becomes its alternatives, longest first."""
    return re.compile(source(name, entry))


class Construction:
    """A pattern to be looked for in whole sentences: only those that hold its anchors are searched (`anchors.py`).

    `among`: the anchors of the constructions that are looked for in the same sentences.
    """

    def __init__(self, source: str, among: Anchors) -> None:
        self.regex = re.compile(source)
        self._among = among
        self._needed = among.add(source)

    def may_hold(self, sentence: str) -> bool:
        """False where the pattern matches nowhere in the sentence."""
        return self._needed <= self._among.seen(sentence)

    def search(self, sentence: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return self.regex.search(sentence, start, end) if self.may_hold(sentence) else None

    def finditer(self, sentence: str) -> Iterator[re.Match[str]]:
        return self.regex.finditer(sentence) if self.may_hold(sentence) else iter(())


class AnyOf:
    """Constructions of which it is only asked whether one fits.  Few of many may hold, and only those are searched."""

    def __init__(self, sources: Iterable[str], among: Anchors) -> None:
        self._among = among
        self._forms = [(among.add(source), re.compile(source)) for source in sources]

    def fits(self, sentence: str, start: int = 0, end: int = sys.maxsize) -> bool:
        """Does one of them match between `start` and `end`?"""
        seen = self._among.seen(sentence)
        return any(needed <= seen and regex.search(sentence, start, end) for needed, regex in self._forms)


@cache
def any_of(name: str, entry: str) -> AnyOf:
    """The alternatives of a list, as whole words."""
    return AnyOf((words([form]) for form in forms(name, entry)), among(name))


@cache
def construction(name: str, entry: str) -> Construction:
    """The entry as `pattern` has it, for whole sentences."""
    return Construction(source(name, entry), among(name))


@cache
def constructions(name: str, entry: str) -> tuple[Construction, ...]:
    """The entry's constructions one by one, in the order of the file."""
    return tuple(Construction(_expand(name, item), among(name)) for item in load(name)[entry])


@cache
def among(name: str) -> Anchors:
    """The anchors of the lexicon's constructions."""
    return Anchors()


@cache
def source(name: str, entry: str) -> str:
    """What `pattern` compiles, to be built into longer ones."""
    value = load(name)[entry]
    if isinstance(value, list):
        return rf"(?<!\w)(?:{alternatives(name, entry)})(?!\w)"
    return _expand(name, value)


def words(listed: Iterable[str]) -> str:
    """The forms as alternatives, matched as whole words."""
    return rf"(?<!\w)(?:{'|'.join(listed)})(?!\w)"


@cache
def alternatives(name: str, entry: str) -> str:
    """A list's alternatives, longest first, without the bounds of words."""
    return "|".join(forms(name, entry))


@cache
def forms(name: str, entry: str) -> tuple[str, ...]:
    """A list's alternatives one by one, longest first."""
    return tuple(_expand(name, form) for form in sorted(load(name)[entry], key=len, reverse=True))


def _expand(name: str, value: str) -> str:
    def macro(found: re.Match[str]) -> str:
        key = found.group(1)
        return f"{MASK[key]}+" if key in MASK else source(name, key)

    return _MACRO.sub(macro, value)
