"""Does a sentence report an attack that happened?  Threats, denials, habits and ground fighting do not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from worker.steps.extract.constructions import any_of, construction, pattern
from worker.steps.extract.passage import Passage
from worker.steps.extract.spans import NumberSpan, PlaceSpan, WeaponSpan

_LEXICON = "frames"
_CLAUSE = re.compile(r"[;:—]|,(?! \ue003)|(?<!\w)(?:while|but|when|after|as|which|who|because|although|before)(?!\w)")
_WAR_ON = re.compile(
    r"\ue003(?:'s|’s)? (?:[a-z-]+ ){0,2}"
    r"(?:(?:attack|assault|onslaught|aggression) (?:on|against)|(?:bombardment|bombing|shelling|\ue002+) of) (?:the )?$"
)
_LONG_AFTER = re.compile(
    r"(?<!\w)(?:(?<!\ue000 )(?<!two )(?<!three )(?<!four )(?<!five )days|weeks|months|years|a (?:week|month|year))"
    r" (?:after|before) $"
)
"""Before a clause: what it tells happened at some other time."""
_WAR_ENDS = re.compile(r"\s*(?:[.,;:)]|$| (?:continues|enters|began|started|last week|in february))")
_REACH = 60
_NEGATION_REACH = 22
_BRIDGE = 40
"""Characters behind a bridge's name that still tell of it."""
_STRIKE_WORDS = re.compile(
    r"(?:strike|attack|shelling|shelled|raid|barrage|bomb(?:ed|ing|ard)|fire|hit|air)(?!.*(?:drone|uav|aircraft|plane|missile|rocket|munition)s?$)"
)
"""A weapon's words that name an act ("missile strike"), not what flew ("attack drones")."""
_WITH_WEAPON = re.compile(
    r"(?:\s+(?:[\w\ue004-]+\s+){0,3}?(?:by|in)|(?:\s+[\w'’\ue000-\ue004-]+){0,10}?\s+with)"
    r"\s+(?:[\w'’\ue003-]+\s+){0,3}\ue002"
)
"""Behind an act: what it was done with, as in "destroyed three depots near Izium with missiles"."""
_CENSUS = 1000
"""Buildings damaged, beyond which a report sums up weeks."""
_DAMAGED_HOMES = re.compile(
    r"\s(?:[a-z-]+\s){0,2}(?:buildings|houses|homes|apartments|structures)"
    r"(?! (?:[a-z]+ ){0,2}(?:without|de-?energi|cut))"
)
"""Behind a number: it counts what was damaged, not who lost a service."""
_HEAD = 4
"""Passages, headline included, that say what an article is about."""

Report = Literal["attack", "effect", "none"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`attack`: an act of attack is reported; `effect`: only what is left of one (damage, harm); `none`: neither.

    `general`: said of a period or a habit, so that it is an attack only where the sentence also has a date.
    `firm`: the words leave no doubt that something was struck from afar; others need a date or a weapon beside them.
    `triggers`: where the attack words stand that count.
    `downing`: they say no more than that weapons were shot down.
    """

    report: Report
    general: bool
    firm: bool
    triggers: tuple[tuple[int, int], ...]
    downing: bool = False


NO_REPORT = Verdict("none", general=False, firm=False, triggers=())


def is_planted(passages: Sequence[Passage]) -> bool:
    """Does an article begin with a bomb that was laid, or with an accident, and name no weapon that flies?"""
    head = passages[:_HEAD]
    if any(_flies(weapon) for passage in head for weapon in passage.weapons):
        return False
    return any(construction(_LEXICON, "planted").search(passage.text.lower()) for passage in head)


def judge(passage: Passage, *, planted: bool = False) -> Verdict:
    """What a passage reports; `planted`: the blasts of its article are those of a laid bomb, or of an accident."""
    masked = passage.masked
    if construction(_LEXICON, "spaceflight").search(masked) or _shows_aftermath(passage):
        return Verdict("none", general=True, firm=False, triggers=())
    flying = any(_flies(weapon) for weapon in passage.weapons)
    acts = list(construction(_LEXICON, "attack").finditer(masked))
    tolls = [] if planted else [found.span() for found in construction(_LEXICON, "toll").finditer(masked)]
    if not acts and not tolls:
        return Verdict("none", _is_general(passage, []), firm=flying, triggers=())
    armed = any(weapon.type != "unknown" and not weapon.defence for weapon in passage.weapons)
    lowered = passage.text.lower()
    blocked = _blocked(passage, flying=flying) if acts else []
    # air defence repels no assault
    defended = flying and any(weapon.defence and not weapon.model for weapon in passage.weapons)
    on_ground = not defended and construction(_LEXICON, "ground").search(masked) is not None
    attacks: list[tuple[int, int]] = []
    effects: list[tuple[int, int]] = []
    for found in acts:
        start, end = found.span()
        if any(low <= start < high or low < end <= high for low, high in blocked):
            continue
        if not _is_real(masked, start):
            continue
        word = found.group()
        if not armed and pattern(_LEXICON, "on_foot").fullmatch(masked, start, end):
            continue
        if not flying and pattern(_LEXICON, "blast").match(lowered, start):
            planted = planted or construction(_LEXICON, "planted").search(lowered) is not None
            if planted:
                continue
        if (
            on_ground
            and pattern(_LEXICON, "assault").match(masked, start, end)
            and not (_names_strike(passage, word, start) or (flying and _has_weapon_beside(masked, start, end)))
        ):
            continue
        effect = pattern(_LEXICON, "effect").match(masked, start) is not None and not _names_strike(
            passage, word, start
        )
        (effects if effect and not _has_weapon_beside(masked, start, end) else attacks).append((start, end))
    if not attacks and not planted and not on_ground and construction(_LEXICON, "mishap").search(masked) is None:
        attacks = tolls
    downing = _only_downs(passage, attacks)
    if not attacks and effects and (_is_day_of_harm(passage) or _is_downing(passage)):
        attacks, downing = effects, _is_downing(passage)
    general = _is_general(passage, [*attacks, *effects])
    report: Report = "attack" if attacks else "effect" if effects and not on_ground else "none"
    firm = flying or any(pattern(_LEXICON, "weak").fullmatch(masked, start, end) is None for start, end in attacks)
    return Verdict(report, general, firm, tuple(attacks or effects), downing)


def _blocked(passage: Passage, *, flying: bool) -> list[tuple[int, int]]:
    """Where words of attack mean something else: other senses, bridges, air defence."""
    masked = passage.masked
    spans = [found.span() for found in construction(_LEXICON, "other_sense").finditer(masked)]
    spans += [span for place in passage.places if place.precision == "country" for span in _of_war(masked, place)]
    if not flying:
        spans += [span for place in passage.places for span in _at_bridge(masked, place)]
    return spans + [(weapon.start, weapon.end) for weapon in passage.weapons if weapon.defence]


def _only_downs(passage: Passage, attacks: list[tuple[int, int]]) -> bool:
    """ "Drones were downed over Tula", "an attack was repelled": something was shot down, and nothing struck."""
    masked, destroyed = passage.masked, _is_downing(passage)
    downs = {
        (start, end)
        for start, end in attacks
        if pattern(_LEXICON, "shot_down").fullmatch(masked, start, end)
        or (destroyed and pattern(_LEXICON, "downing").match(masked, start))
    }
    tried = pattern(_LEXICON, "tried")
    return bool(downs) and all(span in downs or tried.fullmatch(masked, *span) for span in attacks)


def _is_downing(passage: Passage) -> bool:
    """ "Air defence destroyed six drones over the region"."""
    return (
        any(_flies(weapon) for weapon in passage.weapons)
        and any(pattern(_LEXICON, entry).search(passage.masked) is not None for entry in ("downing", "downed"))
        and pattern(_LEXICON, "aloft").search(passage.text.lower()) is not None
    )


def _is_day_of_harm(passage: Passage) -> bool:
    return (
        any(time.scope == "point" and time.dates for time in passage.times)
        and construction(_LEXICON, "day_of_harm").search(passage.masked) is not None
        and construction(_LEXICON, "at_close_range").search(passage.masked) is None
    )


def _shows_aftermath(passage: Passage) -> bool:
    """The caption of a picture of people afterwards: its date is that of their mourning, visit or treatment."""
    return (
        any(re.search(r"\d{4}", passage.text[time.start : time.end]) for time in passage.times)
        and construction(_LEXICON, "aftermath").search(passage.masked) is not None
    )


def _of_war(masked: str, country: PlaceSpan) -> list[tuple[int, int]]:
    """ "After Russia's attack on Ukraine.": the war itself."""
    war = _WAR_ON.search(masked, max(0, country.start - 60), country.start)
    return [war.span()] if war is not None and _WAR_ENDS.match(masked, country.end) else []


def _at_bridge(masked: str, place: PlaceSpan) -> list[tuple[int, int]]:
    """The words around a bridge that bears a place's name: what befell it is told apart from strikes."""
    if not place.name.lower().endswith("bridge"):
        return []
    head = re.search(r"[^.,;:]{0,60}$", masked[: place.start])
    return [(head.start() if head else place.start, place.end + _BRIDGE)]


def _is_general(passage: Passage, triggers: Sequence[tuple[int, int]]) -> bool:
    """Is a period or a habit spoken of wherever attack words stand, or only asked about an attack?  A semicolon parts
    what stands alone."""
    masked = passage.masked
    if passage.source == "text" and masked.endswith("?"):
        return True
    for time in passage.times:
        if time.scope == "clock" and masked[: time.start].endswith("since "):  # "since midnight" is no period
            masked = masked[: time.start] + "x" * (time.end - time.start) + masked[time.end :]
    bounds = [0, *(found.end() for found in re.finditer(";", masked)), len(masked)]
    told = [(low, high) for low, high in pairwise(bounds) if any(low <= start < high for start, _ in triggers)]
    spans = [time.start for time in passage.times if time.scope == "span" and not _is_ordinal(masked, time.start)]
    return all(
        any_of(_LEXICON, "general").fits(masked, low, high) or any(low <= at < high for at in spans)
        for low, high in told or [(0, len(masked))]
    ) or any(_is_census(masked, number) for number in passage.numbers)


def _is_census(masked: str, number: NumberSpan) -> bool:
    """ "More than 2,000 buildings have been damaged": no single attack did that."""
    return (
        number.value is not None
        and number.value >= _CENSUS
        and _DAMAGED_HOMES.match(masked, number.end) is not None
        and re.search(r"damag|destr|ruin", masked) is not None
    )


def _flies(weapon: WeaponSpan) -> bool:
    return weapon.type not in ("unknown", "bomb") and not weapon.defence


def _is_ordinal(masked: str, start: int) -> bool:
    """ "For the second time this month": a date of its own all the same."""
    return (
        re.search(
            r"(?:time|since|largest|biggest|worst|heaviest|deadliest|strikes?|attacks?|born)(?: in)? $", masked[:start]
        )
        is not None
    )


def _names_strike(passage: Passage, word: str, start: int) -> bool:
    """A masked weapon whose words are an act: "missile strike", "shelling", "shelled"."""
    if not word.startswith("\ue002"):
        return False
    text = passage.text[start : start + len(word)].lower()
    if text in ("shell", "shells"):
        return re.match(r" (?:the )?(?:[a-z-]+ ){0,3}\ue003", passage.masked[start + len(word) :]) is not None
    return _STRIKE_WORDS.search(text) is not None


def _has_weapon_beside(masked: str, start: int, end: int) -> bool:
    """ "A missile damaged", "destroyed by a drone": the damage tells of the act."""
    if masked[start] == "\ue002":
        return False
    if masked.startswith("fire", start) and re.match(r"\s+(?:[\w\ue000-]+\s+){0,3}\ue002", masked[end:]):
        return True
    return (
        re.search(r"\ue002(?:\s+[\w-]+){0,3}\s+$", masked[:start]) is not None
        or (masked[start:end].endswith("ing") and re.search(r"\ue002[^.;:]{0,100}, $", masked[:start]) is not None)
        or _WITH_WEAPON.match(masked, end) is not None
    )


def _is_real(masked: str, start: int) -> bool:
    head = masked[max(0, start - _REACH) : start]
    cut = [found.end() for found in _CLAUSE.finditer(head)]
    clause = head[cut[-1] :] if cut else head
    if cut and _LONG_AFTER.search(head, 0, cut[-1] + 1):
        return False
    # "to strike" needs the word itself
    ahead = masked[start : start + 12].split(" ")[0]
    if pattern(_LEXICON, "hypothetical").search(clause + ahead):
        return False
    return pattern(_LEXICON, "negated").search(clause[-_NEGATION_REACH:]) is None
