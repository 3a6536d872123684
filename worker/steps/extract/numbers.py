"""Numbers that count something, in figures and words, with what qualifies them.

Not found, since they count nothing: dates, times, ages, ordinals, measures, money, model and telephone numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from worker.records.mention import Qualifier
from worker.steps.extract.lexicon import fold
from worker.steps.extract.number_table import number_table
from worker.steps.extract.number_words import DOZENS, FRACTIONS, NUMBER_WORDS, SCALES, VAGUE, words_value
from worker.steps.extract.spans import NumberSpan

_TOKEN = re.compile(
    r"[^\W\d_]\w*(?:['-]\w+)*"  # twenty-one  S-300  m777
    r"|[0-9]+(?:[.,:/-][0-9]+)*(?:[^\W\d]\w*)?(?:-\w+)*"  # 1,625  10-15  07:30  155mm  12-year-old
    r"|\S"
)
_LINK = re.compile(r"https?://\S*|www\.\S*")
_DIGITS = frozenset("0123456789")
_OPENING = frozenset((*NUMBER_WORDS, *VAGUE, *FRACTIONS, "a", "an", "half", "both"))
_FIGURES = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,12}")
_DECIMAL = re.compile(r"\d+[.,]\d{1,2}")
_RANGE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,9})-(\d{1,3}(?:,\d{3})+|\d{1,9})")
_SUFFIXED = re.compile(r"(\d+(?:[.,]\d+)?)(k|m|mln)")
_CLOCK_AFTER = re.compile(r"\s?[ap]\.?m\b")
_ADDITIVE = frozenset(("another", "further", "additional", "other"))
_WHOLE_OPENERS = frozenset(("the", "its", "their", "those", "these", "all"))
_CHAIN = frozenset((",", "and", "or", "to", "&"))
_SIGNS: dict[str, Qualifier] = {
    "~": "about",
    "≈": "about",
    ">": "at_least",
    "≥": "at_least",
    "<": "up_to",
    "≤": "up_to",
}


@dataclass(frozen=True, slots=True)
class _Number:
    """A number read from tokens up to `end` (exclusive); `rough` where its words are ("a dozen")."""

    end: int
    value: float | int | None
    qualifier: Qualifier = "exact"
    share: bool = False
    whole: bool = True
    """False where it stands only before a scale or a per cent sign ("3.5 million")."""


def find(text: str) -> list[NumberSpan]:
    """Every number in `text`, in order, not overlapping; a span covers its qualifier ("more than 40").

    Of a range ("10-15", "between 10 and 15") the lower end is given, as `at_least`: that many are certain.
    "A dozen" is about 12, "a couple of" about 2.  "33 of the 38" is one span.  "A third" is a share only before "of".
    """
    folded = fold(text)
    reader = _Reader(folded.text)
    spans: list[NumberSpan] = []
    done = 0
    for i in reader.openings():
        if i < done:
            continue
        found = reader.read(i)
        if found is None:
            continue
        first, number, of = found
        done = number.end
        start, end = folded.span(reader.start(first), reader.end(done - 1))
        if not spans or start >= spans[-1].end:
            spans.append(NumberSpan(start, end, number.value, number.qualifier, number.share, of))
    return spans


class _Reader:
    """The tokens of a text, and how to read a number at one of them."""

    def __init__(self, hay: str) -> None:
        self.hay = hay
        self.tokens = list(_TOKEN.finditer(_without_links(hay)))
        self.words = [token[0] for token in self.tokens]
        self.table = number_table()
        self.aged = -1
        """The token of the last age, so that "aged 5 and 7" holds two."""

    def openings(self) -> list[int]:
        """The tokens at which a number may begin."""
        return [i for i, word in enumerate(self.words) if word[0] in _DIGITS or word in _OPENING]

    def start(self, i: int) -> int:
        return self.tokens[i].start()

    def end(self, i: int) -> int:
        return self.tokens[i].end()

    def word(self, i: int) -> str:
        return self.words[i] if 0 <= i < len(self.words) else ""

    def read(self, i: int) -> tuple[int, _Number, float | int | None] | None:
        """The number at token i: its first token with qualifiers, the number, the whole it is part of."""
        number = self._plain(i)
        if number is None:
            return None
        number = self._scaled(number)
        if not number.whole or self._excluded(i, number):
            return None
        first, number = self._qualified(i, number)
        of = None
        if number.value is not None and not number.share:
            part = self._part_of(number)
            if part is not None:
                number, of = part
        return first, number, of

    def _plain(self, i: int) -> _Number | None:
        word = self.words[i]
        if word[0] in _DIGITS:
            return self._figures(i)
        if word in ("a", "an"):
            return self._after_article(i)
        if word == "half":
            return self._half(i)
        if word in ("both", "couple"):
            both = word == "both" and (self.word(i + 1) in self.table.counted or self.word(i + 1) == "of")
            return _Number(i + 1, 2) if both else None
        if word in FRACTIONS:
            return _Number(i + 1, FRACTIONS[word], share=True)
        if word in VAGUE:
            return self._vague(i)
        if word == "one" and (
            self.word(i - 1) in self.table.not_one_after or self.word(i + 1) in self.table.not_one_before
        ):
            return None
        words = words_value(self.words, i)
        if words is None:
            return None
        end, value = words
        fraction = {"third": 3, "thirds": 3, "quarter": 4, "quarters": 4}.get(self.word(end))
        if fraction and value < fraction:
            return _Number(end + 1, value / fraction, share=True)
        return self._range_in_words(i, _Number(end, value))

    def _figures(self, i: int) -> _Number | None:
        word = self.words[i]
        if _FIGURES.fullmatch(word):
            if len(word) > 1 and word[0] == "0":
                return None
            end = i + 1
            if len(word) <= 3:
                while (
                    len(self.word(end)) == 3
                    and self.words[end].isdecimal()
                    and self.start(end) == self.end(end - 1) + 1
                    and self.hay[self.end(end - 1)] == " "
                    and end - i < 4
                ):
                    end += 1
            return self._range_in_words(i, _Number(end, int("".join(self.words[i:end]).replace(",", ""))))
        if _DECIMAL.fullmatch(word):
            return _Number(i + 1, float(word.replace(",", ".")), whole=False)
        if span := _RANGE.fullmatch(word):
            low, high = (int(side.replace(",", "")) for side in span.groups())
            years = 1900 <= low <= 2100 and len(span[1]) == 4
            return _Number(i + 1, low, "at_least") if low < high and not years else None
        if suffixed := _SUFFIXED.fullmatch(word):
            if suffixed[2] == "m" and self.word(i + 1) not in self.table.counted:
                return None
            value = float(suffixed[1].replace(",", ".")) * (1_000 if suffixed[2] == "k" else 1_000_000)
            return _Number(i + 1, round(value))
        return None

    def _range_in_words(self, i: int, low: _Number) -> _Number:
        """ "Between 10 and 15", "10 to 15": both ends as one number."""
        joint = self.word(low.end)
        between = self.word(i - 1) == "between" and joint == "and"
        if not between and (joint != "to" or self.word(i - 1) in ("from", "by")):
            return low
        after = low.end + 1
        if self.word(after)[:1].isdecimal() and _FIGURES.fullmatch(self.words[after]):
            high = (after + 1, int(self.words[after].replace(",", "")))
        else:
            high = words_value(self.words, after) or (0, -1)
        if low.value is None or high[1] <= low.value:
            return low
        return _Number(high[0], low.value, "at_least")

    def _after_article(self, i: int) -> _Number | None:
        word, then = self.word(i + 1), self.word(i + 2)
        if word == "couple" and then in ("of", "more"):
            return self._or_vague_scale(_Number(i + 2, 2, "about"))
        if word in DOZENS:
            return _Number(i + 2, 12, "about")
        if word in ("hundred", "thousand", "million"):
            return _Number(i + 2, SCALES[word])
        if word == "few":
            return self._vague(i + 1)
        if word == "half" and then in DOZENS:
            return _Number(i + 3, 6)
        if word in ("third", "quarter") and then == "of":
            return _Number(i + 2, 1 / 3 if word == "third" else 1 / 4, share=True)
        return None

    def _half(self, i: int) -> _Number | None:
        then = self.word(i + 1)
        if then in ("a", "an") and self.word(i + 2) in DOZENS:
            return _Number(i + 3, 6)
        if then in ("a", "an") and self.word(i + 2) in ("million", "billion", "thousand"):
            return _Number(i + 3, SCALES[self.words[i + 2]] // 2)
        if then in ("a", "an") or then in self.table.not_half_before or self.word(i - 1) in self.table.not_half_after:
            return None
        return _Number(i + 1, 0.5, share=True)

    def _vague(self, i: int) -> _Number | None:
        end = i + 1
        while self.word(end) in SCALES or self.word(end) in DOZENS:  # several hundred
            end += 1
        if self.word(end) == "of" and self.word(end + 1) in VAGUE:  # tens of thousands
            end += 2
        return _Number(end, None, "about")

    def _or_vague_scale(self, number: _Number) -> _Number:
        """ "A couple of dozen" is 24; "of" alone stays outside."""
        scale = self.word(number.end + 1)
        if self.word(number.end) == "of" and number.value is not None and (scale in SCALES or scale in DOZENS):
            return _Number(number.end + 2, number.value * SCALES.get(scale, 12), "about")
        return number

    def _scaled(self, number: _Number) -> _Number:
        """Takes in "million", "dozen", a per cent sign."""
        value, end = number.value, number.end
        if value is None:
            return number
        word = self.word(end)
        if word in DOZENS:
            return _Number(end + 1, value * 12, number.qualifier)
        while word in SCALES:
            value, end = value * SCALES[word], end + 1
            word = self.word(end)
            number = _Number(end, int(value) if float(value).is_integer() else value, number.qualifier)
        percent = 1 if word in ("%", "percent", "pct") else 2 if word == "per" and self.word(end + 1) == "cent" else 0
        if percent and value <= 100:
            return _Number(end + percent, round(value / 100, 6), number.qualifier, share=True)
        return number

    def _excluded(self, i: int, number: _Number) -> bool:
        before, after = self.word(i - 1), self.word(number.end)
        value = number.value
        if number.share:
            return after in ("point", "points", "percentage")
        if value is None:
            return after in self.table.measures
        glued = after if self._touches(number.end) else ""
        if (
            before in ("$", "€", "£", "₴", "#", "@", "№", "¥")
            or glued in ("@", "°", "$", "€", "£", "'")
            or after in self.table.measures
            or (after == "more" and self.word(number.end + 1) in self.table.measures)
            or _CLOCK_AFTER.match(self.hay, self.end(number.end - 1))
            or (value <= 31 and self._day_of_month(i, number.end))
        ):
            return True
        if self._age(i, number):
            self.aged = i
            return True
        if self.words[i][0] not in _DIGITS:
            return False
        plain = number.end == i + 1 and self.words[i].isdecimal()
        return (
            (before in self.table.names or (before == "." and self.word(i - 2) in ("no", "tel")))
            or (before == "+" and value > 999_999)
            or (plain and len(self.words[i]) > 9)
            or (plain and len(self.words[i]) == 4 and 1900 <= value <= 2100 and self._year(i, after))
        )

    def _day_of_month(self, i: int, end: int) -> bool:
        if self.word(end) in self.table.months or (
            self.word(end) in ("of", ",") and self.word(end + 1) in self.table.months
        ):
            return True
        if self.word(end) in _CHAIN and self.word(end + 1).isdecimal() and self.word(end + 2) in self.table.months:
            return True
        if self.word(i - 1) in _CHAIN and self.word(end) not in self.table.counted:  # "April 8 to 10"
            i -= 2
        month = i - 2 if self.word(i - 1) == "." else i - 1
        return self.word(month) in self.table.months and self.word(month - 1)[:1] not in _DIGITS

    def _touches(self, i: int) -> bool:
        return i < len(self.words) and self.start(i) == self.end(i - 1)

    def _year(self, i: int, after: str) -> bool:
        return after not in self.table.counted and self._qualifier(i)[1] is None

    def _age(self, i: int, number: _Number) -> bool:
        before, after = self.word(i - 1), self.word(number.end)
        if before in ("aged", "age", "ages") or (before == "under" and number.value in (5, 14, 16, 18)):
            return True
        if before in _CHAIN and self.aged == i - 2 and self.aged >= 0:
            return True
        return (  # "Olena, 45, was"
            before == ","
            and self._touches(i - 1)
            and after == ","
            and self._touches(number.end)
            and self.word(i - 2)[:1].isalpha()
            and self.words[i].isdecimal()
            and (number.value or 0) < 120
        )

    def _qualifier(self, i: int) -> tuple[int, Qualifier | None]:
        """The first token of the words before i that qualify a number there, and what they say."""
        if self.word(i - 1) in _SIGNS:
            return i - 1, _SIGNS[self.words[i - 1]]
        at = i
        if self.word(i - 1) in _ADDITIVE:
            at = i - 2 if self.word(i - 2) in ("a", "an") else i - 1
        for length in (4, 3, 2, 1):
            if at >= length:
                said = self.table.before.get(" ".join(self.words[at - length : at]))
                if said:
                    return at - length, said
        return i, None

    def _qualified(self, i: int, number: _Number) -> tuple[int, _Number]:
        first, said = self._qualifier(i)
        end = number.end
        if said is None and self.word(end) == "+" and self._touches(end):
            said, end = "at_least", end + 1
        for length in (3, 2, 1):
            phrase = self.words[end : end + length]
            if said is None and len(phrase) == length and (said := self.table.after.get(" ".join(phrase))):
                end += length
        if said is None or number.value is None:
            return (first if said else i), number
        return first, _Number(end, number.value, said, number.share)

    def _part_of(self, number: _Number) -> tuple[_Number, float | int] | None:
        """ "33 of the 38", "21 out of 34"."""
        at = number.end
        if self.word(at) == "out":
            at += 1
        if self.word(at) != "of":
            return None
        at += 1
        while self.word(at) in _WHOLE_OPENERS:
            at += 1
        whole = self._plain(at) if at < len(self.words) else None
        if whole is None or whole.share or whole.value is None or number.value is None:
            return None
        whole = self._scaled(whole)
        if not whole.whole or whole.value is None or whole.value < number.value or self._excluded(at, whole):
            return None
        return _Number(whole.end, number.value, number.qualifier), whole.value


def _without_links(hay: str) -> str:
    """`hay` with blanks in place of web addresses, whose figures count nothing."""
    if "http" not in hay and "www." not in hay:
        return hay
    return _LINK.sub(lambda link: " " * len(link[0]), hay)
