"""The grammar of time expressions: what sequences of words mean, and how they resolve.

Patterns are written over symbols, one per word (`worker/data/lexicon/times.yaml`): "late on Wednesday" is `lnW`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from worker.records.mention import DatePrecision
from worker.steps.extract.times_words import calendar_day

TimeOfDay = Literal["night", "morning", "afternoon", "evening"]
Scope = Literal["point", "span", "future", "clock"]

_PERIODS = "HUKOR"
_UNITS = {"U": 1, "K": 7, "O": 30, "R": 365}
"""Days in a unit."""
_HEADS = "WMytgmoUHKORZPCFY0h"
"""Symbols of which every expression holds one."""
_NEAR = "[^#]{0,12}"
"""What may stand between the beginning of an expression and a symbol that it must hold."""
_CLOCK = r"(?:@{0,2}(?:[C0]h|C|Dh)|@{1,2}0)(?:#?u)?"
_DATE = r"(?:D(?:d?q)?,?M\.?(?:,?Y)?|M\.?,?d?D(?:[,.]?Y)?|F)"
_DAY = rf"(?:(?:[Ww]\.?,?n?d?)?{_DATE}|W|(?<=n)w\.?)"
_BEFORE = rf"(?:zq)?(?:{_CLOCK},?n?|[niv@b]{{0,2}}d?[elr]?P(?:q|,?n)?|[iv]?d?eHq?n?|[elr][ni]?|[nibv@])?d?"
_AFTER = rf"(?:,?[niv@]{{0,2}}d?[el]?(?:P(?!@)|eH)|,?{_CLOCK}|l(?=[^WM]|$))?"
_COUNT = r"(?:ac?q?|D|N|1|c)"
_UNIT = r"[HUKOR]"
_ENDS = rf"(?:{_DAY}|D)"


@dataclass(frozen=True, slots=True)
class Reading:
    dates: tuple[date, ...] = ()
    precision: DatePrecision = "day"
    scope: Scope = "point"
    time_of_day: TimeOfDay | None = None


_PART_OF: dict[int | str, TimeOfDay] = {
    "night": "night",
    "morning": "morning",
    "afternoon": "afternoon",
    "evening": "evening",
}
_HOUR = re.compile("[C0]h?|Dh")
_TO_COME = re.compile(r"![^.,k&]{0,6}$")
_SPAN = Reading(precision="about", scope="span")
_FUTURE = Reading(precision="about", scope="future")


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression's symbols and values, the day of publication, the symbols before it and the one after."""

    symbols: str
    values: list[int | str]
    published: date
    before: str
    after: str

    def value(self, symbol: str) -> int | str | None:
        i = self.symbols.find(symbol)
        return None if i < 0 else self.values[i]

    def count(self) -> int | None:
        """The number of units: None where the words leave it open ("a few days")."""
        for symbol, value in zip(self.symbols, self.values, strict=True):
            if symbol in "D1N":
                return int(value)
        plural = any(s in _PERIODS and str(v).endswith("s") for s, v in zip(self.symbols, self.values, strict=True))
        return None if plural or "c" in self.symbols else 1

    def days(self) -> list[date]:
        """The days that the expression names, in the order of its words."""
        months = [i for i, symbol in enumerate(self.symbols) if symbol == "M"]
        if not months and "F" not in self.symbols:
            return [self.named(int(self.values[i])) for i, symbol in enumerate(self.symbols) if symbol in "Ww"]
        found: list[date] = []
        year = self.value("Y")
        for i, symbol in enumerate(self.symbols):
            if symbol == "F":
                found.append(date.fromisoformat(str(self.values[i])))
            elif symbol == "D" and months and self.symbols[i + 1 : i + 2] != "h":
                month = min(months, key=lambda j: (abs(j - i), j < i))
                day = self.dated(int(self.values[i]), int(self.values[month]), None if year is None else int(year))
                if day is not None:
                    found.append(day)
        return found

    def named(self, weekday: int) -> date:
        """The day that a weekday's bare name means: the latest not after publication, or the day after publication.

        In news of 2022 nearly every bare weekday that came six days before publication meant the day after it:
        articles keep their first date while they are written on, and that date is often of another zone.
        """
        day = self.latest(weekday)
        return day + timedelta(7) if (self.published - day).days == 6 else day

    def latest(self, weekday: int) -> date:
        """The latest such weekday not after publication."""
        return self.published - timedelta((self.published.weekday() - weekday) % 7)

    def dated(self, day: int, month: int, year: int | None) -> date | None:
        """A day of a month: of the year given, else the nearest past one, else one within two months to come."""
        if year is not None:
            return calendar_day(year, month, day)
        this = calendar_day(self.published.year, month, day)
        past = this if this and this <= self.published else calendar_day(self.published.year - 1, month, day)
        coming = this if this and this > self.published else calendar_day(self.published.year + 1, month, day)
        if past is None or (coming and (coming - self.published).days <= 60 < (self.published - past).days):
            return coming
        return past

    def time_of_day(self) -> TimeOfDay | None:
        i = self.symbols.find("P")
        if i >= 0:
            return _PART_OF[self.values[i]]
        clock = _HOUR.search(self.symbols)
        if clock:
            i = clock.start()
            hour = int(str(self.values[i]).split(":")[0]) % 24
            if len(clock[0]) == 1:
                return _part(hour)
            return _part(hour % 12 + 12 * str(self.values[i + 1]).startswith("p"))
        if "e" in self.symbols:
            return "night" if "eH" in self.symbols else "morning"
        return "evening" if "l" in self.symbols else None


def _part(hour: int) -> TimeOfDay:
    if hour < 5 or hour >= 22:
        return "night"
    return "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"


def _back(day: date, days: int) -> date | None:
    return day - timedelta(days) if days < 3_000 and day.year > 10 else None


def _ago(e: Expression, *counts: int) -> tuple[date, ...]:
    return tuple(day for n in counts if (day := _back(e.published, n)))


def _night(end: date) -> Reading:
    return Reading((end, end - timedelta(1)), "night", time_of_day="night")


def _point(e: Expression) -> Reading | None:
    days = e.days()
    if not days:
        return None
    day, part = days[0], e.time_of_day()
    bare = "M" not in e.symbols and "F" not in e.symbols
    if day > e.published + timedelta(1):
        return Reading((day,), "day", "future", part)
    if bare and _speaks_of_future(e):
        return Reading((day if day >= e.published else day + timedelta(7),), "day", "future", part)
    if bare and day > e.published:
        return Reading((day, day - timedelta(7)), "day", "point", part)
    if part == "night" and "P" in e.symbols and "eH" not in e.symbols:
        if day >= e.published:
            return _night(day) if "Pq" in e.symbols else Reading((day, day - timedelta(1)), "about", time_of_day=part)
        return Reading((day, day + timedelta(1)), "about", time_of_day=part)
    return Reading((day,), "day", "point", part)


def _speaks_of_future(e: Expression) -> bool:
    return e.after == "!" or ("!" in e.before and bool(_TO_COME.search(e.before)))


def _two_nights(e: Expression) -> Reading | None:
    days = e.days()
    if not days or (e.value("P") not in ("night", None)):
        return None
    return _night(days[-1])


def _overnight(e: Expression) -> Reading | None:
    days = e.days()
    if not days:
        return _night(e.published)
    day = days[-1]
    if len(days) > 1 or "o2" in e.symbols or day >= e.published:
        return _night(day)
    return Reading((day, day + timedelta(1)), "about", time_of_day="night")


def _pair(e: Expression) -> Reading | None:
    """Two days: both dates where they are neighbours, else a span."""
    days = e.days()
    if len(days) == 2 and abs((days[1] - days[0]).days) <= 1:
        return Reading((days[0], days[1]), "about", time_of_day=e.time_of_day())
    return _SPAN


def _relative_weekday(e: Expression) -> Reading | None:
    day = e.latest(int(e.value("W") or 0))
    part = e.time_of_day()
    if "X" in e.symbols and e.value("X") != "following":
        return Reading((day + timedelta(7),), "day", "future", part)
    if "L" in e.symbols and (day == e.published or "K" in e.symbols):
        monday = e.published - timedelta(e.published.weekday())
        day -= timedelta(7 if day >= monday else 0)
    if "T" in e.symbols and _speaks_of_future(e) and day != e.published:
        return Reading((day + timedelta(7),), "day", "future", part)
    return Reading((day,), "day", "point", part)


def _yesterday(e: Expression) -> Reading:
    day, part = e.published - timedelta(1), e.time_of_day()
    if part == "night" and "P" in e.symbols:
        return Reading((day, e.published), "about", time_of_day=part)
    return Reading((day,), time_of_day=part)


def _today(e: Expression) -> Reading:
    part = e.time_of_day()
    if "g" in e.symbols:
        part = "evening"
    return Reading((e.published,), time_of_day=part)


def _last_part(e: Expression) -> Reading | None:
    """ "Last night", "the previous evening", "the night before", "during the night"."""
    part = e.time_of_day()
    retold = e.value("L") in ("previous", "preceding") or "@" in e.symbols
    if part == "night":
        return _night(e.published - timedelta(1)) if retold else _night(e.published)
    if "L" not in e.symbols and not retold:
        return _clock(e)
    return Reading(_ago(e, 1, 2) if retold else _ago(e, 1), "about" if retold else "day", time_of_day=part)


def _ago_rule(e: Expression) -> Reading | None:
    count = e.count()
    if "H" in e.symbols:
        return Reading((e.published,), "about") if count is None or count < 12 else Reading(_ago(e, 0, 1), "about")
    unit = next(s for s in e.symbols if s in _UNITS)
    if count is None or unit in "OR" or count * _UNITS[unit] > 60:
        return _SPAN
    days = count * _UNITS[unit]
    if days <= 3:
        return Reading(_ago(e, days), "day" if "A" in e.symbols else "about")
    return Reading(_ago(e, days, days - 1, days + 1), "about")


def _past(e: Expression) -> Reading | None:
    """ "Over the past day", "in the last 24 hours", "last week", "this month", "in recent days"."""
    count = e.count()
    if e.value("L") in ("previous", "preceding") and "U" in e.symbols and count == 1:
        return Reading(_ago(e, 1, 2), "about")
    if count is not None and e.value("L") != "recent" and "T" not in e.symbols:
        if "U" in e.symbols and count == 1:
            return Reading(_ago(e, 0, 1), "about")
        if "H" in e.symbols and count <= 48:
            return Reading(_ago(e, *range((count + 23) // 24 + 1)), "about")
        if "U" in e.symbols and count == 2:
            return Reading(_ago(e, 0, 1, 2), "about")
    return _SPAN


def _weekend(e: Expression) -> Reading:
    if "X" in e.symbols:
        return _FUTURE
    sunday = e.latest(6)
    saturday = e.latest(5)
    if e.value("L") and saturday == e.published:
        saturday -= timedelta(7)
    days = (saturday, sunday) if sunday > saturday else (saturday,) if saturday == e.published else (saturday, sunday)
    return Reading(days, "about")


def _day_around(e: Expression) -> Reading:
    """ "During the day", "earlier in the day", "since the beginning of the day"."""
    return Reading((e.published,) if "s" in e.symbols else _ago(e, 0, 1), "about")


def _month(e: Expression) -> Reading | None:
    name = e.value("M")
    bare = len(e.symbols.rstrip(".")) == 1
    if bare and name in (3, 5):  # "March on Kyiv", "Theresa May"
        return None
    return _SPAN


def _clock(e: Expression) -> Reading:
    return Reading((), "about", "clock", e.time_of_day())


def _nothing(e: Expression) -> None:
    return None


_TABLE: list[tuple[str, str, Callable[[Expression], Reading | None]]] = [
    ("every", rf"E(?:1|D|N)?(?:{_UNIT}|[PWZ])", _nothing),
    ("from_to", rf"<n?d?(?:{_DAY}|M)(?:2|~|-)n?d?(?:{_DAY}|M)", _pair),
    ("between", rf"\[{_DAY}&{_DAY}", _pair),
    ("nights", rf"[niv]{{0,2}}d?Pq?[<\[]?n?d?{_ENDS}(?:2|-|&){{1,2}}d?n?{_ENDS}(?:q?M\.?(?:,?Y)?)?", _two_nights),
    ("night_into", rf"(?={_NEAR}P&?2){_BEFORE}{_DAY}P(?:&?2)(?:[el]n?)?{_DAY}", _two_nights),
    ("overnight", rf"o,?(?:[2n<\[]{{0,2}}(?:{_ENDS}(?:2|-|&))?d?(?:[el]n?)?{_DAY}P?)?", _overnight),
    ("since", rf"[s~](?:[el]|jq|d)*(?:{_DAY}{_AFTER}|M\.?(?:,?Y)?|Y)", lambda e: _SPAN),
    ("days", r"[niv]?d?(?:D(?:-|&)D(?:q)?M\.?(?:,?Y)?|M\.?D(?:-|&)D(?![:h])(?:,?Y)?)", _pair),
    (
        "weekday",
        rf"(?={_NEAR}[LXT])[n@]?(?:{_CLOCK},?n?|[elr][ni]?)?(?:[LXT]{{1,2}}W{_AFTER}|W{_AFTER}q?LK)",
        _relative_weekday,
    ),
    ("weekday_overnight", r"n?Wo", _overnight),
    ("point", rf"{_BEFORE}{_DAY}{_AFTER}", _point),
    ("yesterday", rf"(?:{_CLOCK},?|[niv@]{{0,2}}d?[elr]?Pq?|[elr])?y{_AFTER}", _yesterday),
    (
        "today",
        rf"(?:{_CLOCK},?|[niv@]{{0,2}}d?[elr]?Pq?|[elr])?[tg]{_AFTER}|[elr]{{0,2}}T[el]?P(?:,?{_CLOCK})?",
        _today,
    ),
    ("tomorrow", r"mP?|X[KORZ]|Xc?P", lambda e: _FUTURE),
    ("last_part", r"[niv]?d?[el]?LP|[niv]?dP@(?=[^aDdT@]|$)|(?:v|~|lv)dP", _last_part),
    ("ago", rf"{_COUNT}?{_UNIT}A|{_COUNT}(?:U|K)(?:r|@(?=[.,]|$))|[niv]?dU@(?=[.,#]|$)", _ago_rule),
    ("weekend", r"[vni]?d?[LTX]?Z", _weekend),
    ("past", rf"[viqfn]?d?L{_COUNT}?{_UNIT}|[rl]?[ivn]?T{_UNIT}", _past),
    ("coming", rf"[viqf]?d?X{_COUNT}?[HUKOR]", lambda e: _FUTURE if set("vif") & set(e.symbols) else None),
    ("day_around", r"sd?jqd?U|[rl]idU|v[da]U", _day_around),
    ("for", rf"fd?{_COUNT}?{_UNIT}", lambda e: _SPAN),
    ("month", r"[ivq]?d?(?:[el]|jqd?|j-?|[LXT])*M\.?(?:,?Y)?", _month),
    ("year", r"iY", lambda e: _SPAN),
    ("clock", rf"(?:zq)?(?:{_CLOCK}|[i@vn]?d?eH|[i@vn]?d?[el]?P)", _clock),
]

GRAMMAR = re.compile(
    f"(?![#!.,k&q2h/u-])(?={_NEAR}[{_HEADS}])(?:{'|'.join(f'(?P<{name}>{pattern})' for name, pattern, _ in _TABLE)})"
)
RULES = {name: rule for name, _, rule in _TABLE}
