"""What a sentence points back to: the weapon, the town or the attack of those before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile

from worker.records.mention import WeaponType
from worker.steps.extract.attack import Attack, Reported, When
from worker.steps.extract.dating import is_full
from worker.steps.extract.facts import CountFact
from worker.steps.extract.register import REFERS

_THE_DAY = re.compile(r"(?:over|during|in|throughout|in the course of) (?:the|that|this) day|that day|the same day")
_RECENT = timedelta(days=3)


def with_weapons(reported: Iterable[Reported]) -> Iterator[Reported]:
    """The passages in order.  Bare numbers at the beginning of one ("Of these, 73 were downed over ...") count the
    weapon that the one before it counted last."""
    last: WeaponType | None = None
    for item in reported:
        counts = [fact for fact in item.facts if isinstance(fact, CountFact)]
        bare = set(takewhile(lambda fact: fact.weapon is None, counts)) if last else set()
        facts = tuple(replace(fact, weapon=last) if fact in bare else fact for fact in item.facts)
        yield replace(item, facts=facts) if bare else item
        named = [fact.weapon for fact in counts if fact.weapon not in (None, "unknown")]
        last = named[-1] if named else last if counts else None


def is_of_town(item: Reported) -> bool:
    """ "The city": the one that the sentence before named."""
    return any(place.precision == "settlement" for place in item.struck.deictic)


def is_of_the_day(when: When) -> bool:
    """ "Over the day": the one that was spoken of."""
    return (
        when.time is not None
        and when.passage is not None
        and (_THE_DAY.fullmatch(when.passage.text[when.time.start : when.time.end].lower()) is not None)
    )


def is_recalled(attack: Attack, published: date) -> bool:
    """Told in a caption alone ("Smoke rises after a strike on Lviv, May 3, 2022"): the text does not go on with it."""
    return len(attack.passages) == 1 and is_full(attack.when) and published - attack.when.day > _RECENT


def is_other_day(attack: Attack, when: When, item: Reported) -> bool:
    """ "A missile attack on Wednesday killed five": not the one of Thursday that was spoken of."""
    apart = abs(when.day - attack.when.day)
    if apart != timedelta(days=1):
        return apart > timedelta(days=1)
    told = attack.when.time is not None and "night" not in (when.precision, attack.when.precision)
    return told and not REFERS.search(item.passage.masked)
