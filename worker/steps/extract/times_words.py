"""The words of time expressions, each a symbol of the grammar in `times_rules.py`."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from worker.steps.extract.lexicon import load

Words = dict[str, tuple[str, int | str]]


@cache
def words() -> Words:
    """Word → its symbol and value: the number of a weekday (Monday is 0) or month, a part of the day, the word."""
    data = load("times")
    table: Words = {}
    for symbol, listed in data["symbols"].items():
        table |= {word: (symbol, word) for word in listed.split()}
    for part, listed in data["parts"].items():
        table |= dict.fromkeys(listed.split(), ("P", part))
    for i, word in enumerate(data["numbers"].split(), 1):
        table[word] = ("1", i)
    for i, (name, *short) in enumerate(line.split() for line in data["weekdays"]):
        table |= {name: ("W", i)} | dict.fromkeys(short, ("w", i))
    for i, names in enumerate(data["months"], 1):
        table |= dict.fromkeys(names.split(), ("M", i))
    return table


@cache
def telling() -> list[str]:
    """Strings of which every expression holds one."""
    data = load("times")
    named = [word for word, (symbol, _) in words().items() if symbol in data["telling"]]
    digits = "0123456789"
    figures = [f"{mark}{digit}" for mark in ":./-" for digit in digits]
    hours = [f"{digit}{gap}{half}" for digit in digits for gap in ("", " ") for half in ("am", "pm", "a.m", "p.m")]
    years = [f"{word} {century}" for word in ("in", "since") for century in ("19", "20")]
    return [*named, *figures, *hours, *years]


def number_symbol(word: str) -> tuple[str, int | str]:
    """Symbol and value of a word that begins with a digit."""
    bare = word.rstrip("stndrh")
    if bare.isdecimal():
        number = int(bare) if len(bare) < 10 else 10**9
        if 1 <= number <= 31 and len(bare) <= 2:
            return "D", number
        return ("Y", number) if 1900 <= number <= 2100 and len(word) == 4 else ("N", number)
    parts = re.split(r"[:./-]", word)
    if not all(part.isdecimal() for part in parts) or max(map(len, parts)) > 4:
        return "#", 0
    numbers = [int(part) for part in parts]
    if len(parts) == 2 and len(parts[1]) == 2 and numbers[0] <= 24 and numbers[1] < 60 and word[len(parts[0])] in ":.":
        return ("C" if ":" in word else "0"), f"{numbers[0]}:{numbers[1]:02}"
    if len(parts) == 3 and ":" not in word:
        day = _numeric(parts, numbers)
        if day is not None:
            return "F", day.isoformat()
    return "#", 0


def _numeric(parts: list[str], numbers: list[int]) -> date | None:
    """A date in figures: year-month-day, day.month.year; with slashes, month/day/year only where it must be."""
    first, second, third = numbers
    if len(parts[0]) == 4:
        return calendar_day(first, second, third)
    if len(parts[2]) not in (2, 4):
        return None
    year = third + 2000 if len(parts[2]) == 2 else third
    return calendar_day(year, second, first) or calendar_day(year, first, second)


def calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
