"""The tokens of a text as numbers are read from them, and what has been read so far."""

from __future__ import annotations

import re
from dataclasses import dataclass

from worker.records.mention import Qualifier
from worker.steps.extract.number_table import number_table
from worker.steps.extract.number_words import FRACTIONS, NUMBER_WORDS, VAGUE

_TOKEN = re.compile(
    r"[^\W\d_]\w*(?:['-]\w+)*"  # twenty-one  S-300  m777
    r"|[0-9]+(?:[.,:/-][0-9]+)*(?:[^\W\d]\w*)?(?:-\w+)*"  # 1,625  10-15  07:30  155mm  12-year-old
    r"|\S"
)
_LINK = re.compile(r"https?://\S*|www\.\S*")
DIGITS = frozenset("0123456789")
_OPENING = frozenset((*NUMBER_WORDS, *VAGUE, *FRACTIONS, "a", "an", "half", "both"))


@dataclass(frozen=True, slots=True)
class Number:
    """A number read from the tokens up to `end` (exclusive)."""

    end: int
    value: float | int | None
    qualifier: Qualifier = "exact"
    share: bool = False
    whole: bool = True
    """False where it stands only before a scale or a per cent sign ("3.5 million")."""


class Tokens:
    """The tokens of a folded text (see `lexicon.fold`)."""

    def __init__(self, hay: str) -> None:
        self.hay = hay
        self._found = list(_TOKEN.finditer(_without_links(hay)))
        self.words = [token[0] for token in self._found]
        self.table = number_table()
        self.aged = -1
        """The token of the last age, so that "aged 5 and 7" holds two."""

    def openings(self) -> list[int]:
        """The tokens at which a number may begin."""
        return [i for i, word in enumerate(self.words) if word[0] in DIGITS or word in _OPENING]

    def start(self, i: int) -> int:
        return self._found[i].start()

    def end(self, i: int) -> int:
        return self._found[i].end()

    def word(self, i: int) -> str:
        """The token, empty beyond either end of the text."""
        return self.words[i] if 0 <= i < len(self.words) else ""

    def touches(self, i: int) -> bool:
        """Is there nothing between token i and the one before it?"""
        return i < len(self.words) and self.start(i) == self.end(i - 1)


def _without_links(hay: str) -> str:
    """`hay` with blanks in place of web addresses, whose figures count nothing."""
    if "http" not in hay and "www." not in hay:
        return hay
    return _LINK.sub(lambda link: " " * len(link[0]), hay)
