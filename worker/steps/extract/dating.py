"""The date that a sentence gives an attack: its own, not that of the words on it, of a page, of another clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from worker.steps.extract.attack import Reported, When
from worker.steps.extract.constructions import pattern
from worker.steps.extract.passage import Passage
from worker.steps.extract.spans import PlaceSpan, TimeSpan
from worker.steps.extract.times import find

_SPEECH = re.compile(
    r"(?:said|told|reported|reports|wrote|announced|confirmed|added|stated|tweeted|posted|posts|warned|claimed|revealed"
    r"|insisted|acknowledged|denied|alleged|noted|released|published|issued"
    r"|statement|address|post|interview|speaking|spoke|remarks|update|video|briefing|press|according"
    r"|images?|imagery|photos?|photographs?|pictures?|footage)"
    r"(?:\s+(?:[\w\"“”-]+\s+){0,4}|\s+)(?:on\s+|late\s+|early\s+|in\s+)?$"
)
_SPOKEN = re.compile(r",?\s(?:[\w'’.\ue003-]+\s){1,8}(?:said|told|claimed|reported|wrote|warned|announced)(?!\w)")
"""Behind a date: "On Monday, the mayor said that weeks of ..."."""
_OF_WORDS = re.compile(
    r"(?:'s|’s)?\s(?:[a-z]+\s){0,2}(?:report|statement|briefing|update|announcement|summary|speech)(?!\w)"
)
"""Behind a date: "Tuesday's report"."""
_BLASTS = re.compile(r"(?<!\w)(?:explosions?|blasts?|strikes?|shelling|\ue002+) $")
_DAYS = {"a": 1, "one": 1, "two": 2, "three": 3}
_AFTER = re.compile(rf",? (?P<days>{'|'.join(_DAYS)}) days? after ")
"""Behind a date: "on Tuesday, a day after"."""
_SINCE = re.compile(r"(?<!\w)since (?:[^\s.,;:]+ ){0,9}$")
_OF_ATTACK = re.compile(r"(?:attack|strike|shelling|bombardment|\ue002)s? (?:of|on)? ?$")
"""Between "since" and a date: "without power since the attack of Monday" dates the attack."""
_ACCUSING = re.compile(
    r"(?<!\w)(?:accus|condemn|denounc|blam|urg|call|appeal|vow|warn|prais|thank)(?:s|es|e|ed|ing)?(?!\w)[^.,;:]{0,50}$"
)
"""Before a date: "accused the army of state terror on Monday"."""
_SEEMING = ("seemingly ", "almost ", "virtually ")
_LEAD = timedelta(days=7)
"""Days by which the date of an article's subject may lie behind its publication."""
_THESE_DAYS = timedelta(days=2)
_OPENING = 6
"""Passages, headline included, of an article's beginning."""
_LEAD_SEARCH = ((0, 3, False), (0, 3, True), (3, 5, False), (3, 5, True))
"""Passages, from and to, in which the date of an article's subject is looked for; whether that of a speech will do."""
_YEAR = re.compile(r"\d{4}")
_TAIL = 3
"""Characters behind a caption's date."""
_STAMP = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}")


def said_when(
    item: Reported, published: date, place: PlaceSpan | None = None, *, spoken: bool = False, dated: bool = False
) -> When | None:
    """The date that a sentence gives its attack, or that on `place`.

    `spoken`: the date of somebody's words on it will do.  `dated`: the article's lead has a date already, so that
    "today" in a quotation is left alone.
    """
    passage, clauses = item.passage, item.clauses
    points = [
        time
        for time in _times(item)
        if time.scope == "point"
        and time.dates
        and time.dates[0] <= published + timedelta(days=1)
        and not _is_stamp(passage.text, time)
        and not (dated and _is_quoted_today(passage.text, time))
        and not passage.masked[: time.start].endswith(_SEEMING)
        and not _is_limit(passage.text, time)
        and not _is_beginning(passage.masked, time)
        and (spoken or not _is_of_speech(passage.masked, time))
        and not _is_of_accusation(item, time)
        and not _is_of_other_blast(passage.text, time)
        and not (item.verdict.general and _SPOKEN.match(passage.masked, time.end))
    ]
    if not points:
        return None
    points = _exact(passage.text, points)
    time = points[0]
    if clauses is not None:
        said = {clauses.at(start) for start, _ in item.verdict.triggers}
        here = {clauses.at(place.start)} if place else set()
        if place is not None and any(
            other.scope == "span" and clauses.at(other.start) in here for other in passage.times
        ):
            return None
        beside = [time for time in points if clauses.at(time.start) in here]
        acting = [time for time in points if clauses.at(time.start) in said]
        around = {clause for start, _ in item.verdict.triggers for clause in clauses.chain(start)}
        main = [
            time
            for time in points
            if not clauses.is_aside(clauses.at(time.start))
            and (spoken or not around or clauses.at(time.start) in around)
        ]
        if not (beside or acting or main):
            return None
        acting = _of_verbs(item, acting)
        # "in Lviv, which rockets struck a day earlier": not when the place is spoken of
        told = beside or acting if here & said else acting or beside
        time = (told or main)[0]
    elif item.verdict.triggers:
        time = min(points, key=lambda time: min(_apart(time, trigger) for trigger in item.verdict.triggers))
    day = _night_of(passage, time, published) or time.dates[0] - _later(item, time)
    return When(day, time.precision, time, passage)


def _of_verbs(item: Reported, acting: list[TimeSpan]) -> list[TimeSpan]:
    """The times of clauses that say what struck or killed before those of clauses that only speak of the strike:
    "Rescuers searched on Monday after the strike that killed 19 over the weekend"."""
    passage, clauses, named = item.passage, item.clauses, pattern("frames", "named")
    if clauses is None or len(acting) < 2:
        return acting
    verbs = [start for start, end in item.verdict.triggers if not named.fullmatch(passage.text[start:end].lower())]
    here = {clauses.at(start) for start in verbs}
    return [time for time in acting if clauses.at(time.start) in here] or acting


def _later(item: Reported, time: TimeSpan) -> timedelta:
    """How long after the attack the time is: "searched the ruins on Tuesday, a day after a missile struck"."""
    lowered = item.passage.text.lower()
    found = _AFTER.match(lowered, time.end)
    triggers = item.verdict.triggers
    if found is None or not triggers or any(start < found.end() for start, _ in triggers):
        return timedelta(0)
    if "," in lowered[found.end() : triggers[-1][0]]:
        return timedelta(0)
    return timedelta(days=_DAYS[found["days"]])


def _apart(time: TimeSpan, trigger: tuple[int, int]) -> int:
    """Characters between a date and the words of an attack."""
    start, end = trigger
    return max(time.start - end, start - time.end)


def _night_of(passage: Passage, time: TimeSpan, published: date) -> date | None:
    """ "Killed overnight, officials said Thursday", in news of Friday: the night of which they spoke."""
    if passage.text[time.start : time.end].lower() != "overnight":
        return None
    spoken = [
        other.dates[0]
        for other in passage.times
        if other.scope == "point" and other.dates and _is_of_speech(passage.masked, other)
    ]
    return spoken[0] if spoken and published - spoken[0] in (timedelta(1), timedelta(2)) else None


def lead_when(reported: Sequence[Reported], published: date) -> When:
    """The date of what an article is about, by its first sentences; else that of publication."""
    for first, last, spoken in _LEAD_SEARCH:
        for item in reported[first:last]:
            if item.verdict.report != "none" and not item.verdict.general:
                when = said_when(item, published, spoken=spoken)
                if when is not None and published - when.day <= _LEAD:
                    return when
    return When(published, "about", None, None)


def is_fresh(reported: Sequence[Reported], published: date) -> bool:
    """Does an article begin with something of these days, and not with a story?"""
    return any(
        time.scope == "point" and time.dates and abs(published - time.dates[0]) <= _THESE_DAYS
        for item in reported[:_OPENING]
        for time in item.passage.times
    )


def is_caption(item: Reported) -> bool:
    """ "Smoke rises after a strike on Lviv, Ukraine, May 3, 2022.": the text around it does not speak of it."""
    passage = item.passage
    if not passage.times or passage.source == "title":
        return False
    last = passage.times[-1]
    return _YEAR.search(passage.text, last.start, last.end) is not None and len(passage.text) - last.end <= _TAIL


def _times(item: Reported) -> Sequence[TimeSpan]:
    """The times of a sentence: those of a caption ("damaged overnight ..., June 1, 2022") by its own date."""
    times = item.passage.times
    if len(times) > 1 and times[-1].dates and is_caption(item):
        return find(item.passage.text, times[-1].dates[0])
    return times


def is_full(when: When) -> bool:
    """ "Sunday, April 3, 2022": the date of a caption, which is no news to what follows it."""
    return (
        when.time is not None
        and when.passage is not None
        and _YEAR.search(when.passage.text, when.time.start, when.time.end) is not None
    )


def _is_quoted_today(text: str, time: TimeSpan) -> bool:
    """ "Today's attack", in somebody's words: their day, which need not be that of publication."""
    return (
        text[time.start : time.end].lower().startswith(("today", "tonight", "yesterday", "this morning"))
        and re.search(r"[\"“”«]", text[: time.start]) is not None
    )


def _exact(text: str, points: list[TimeSpan]) -> list[TimeSpan]:
    """ "Over the past day, May 24, ...": the day that stands beside says which."""
    found: list[TimeSpan] = []
    for time in points:
        if found and text[found[-1].end : time.start] == ", " and found[-1].precision == "about":
            found.pop()
        found.append(time)
    return found


def _is_limit(text: str, time: TimeSpan) -> bool:
    """ "By Monday morning", "as of Saturday night": when something else had come about."""
    head = text[max(0, time.start - 7) : time.start].lower()
    return text[time.start : time.end].lower().startswith("by ") or head.endswith((" by ", "as of "))


def _is_beginning(masked: str, time: TimeSpan) -> bool:
    """ "Since the war began three weeks ago": when what lasts began."""
    found = _SINCE.search(masked[max(0, time.start - 60) : time.start])
    return found is not None and not _OF_ATTACK.search(found.group())


def _is_stamp(text: str, time: TimeSpan) -> bool:
    """ "11.03.25 10:58": when the page was made."""
    return _STAMP.match(text, time.start) is not None


def _is_of_speech(masked: str, time: TimeSpan) -> bool:
    """ "said on Saturday", "Saturday's statement": when somebody spoke, not when the attack was."""
    if _OF_WORDS.match(masked, time.end):
        return True
    found = _SPEECH.search(masked, max(0, time.start - 60), time.start)
    # "reported explosions Tuesday" dates the explosions
    return found is not None and _BLASTS.search(masked, found.start(), time.start) is None


def _is_of_other_blast(text: str, time: TimeSpan) -> bool:
    """The day of a blast that was no strike, as that on the bridge to Crimea, told beside those that followed."""
    lowered = text.lower()
    return (
        pattern("frames", "other_blast_before").search(lowered, max(0, time.start - 90), time.start) is not None
        or pattern("frames", "other_blast_behind").match(lowered, time.end) is not None
    )


def _is_of_accusation(item: Reported, time: TimeSpan) -> bool:
    """ "Accused Moscow of terror on Tuesday after the bombing of ...": the attack is named behind the date."""
    masked = item.passage.masked
    if not item.passage.text.startswith("on ", time.start):
        return False
    found = _ACCUSING.search(masked, max(0, time.start - 60), time.start)
    return found is not None and pattern("frames", "attack").search(masked, found.start(), time.start) is None
