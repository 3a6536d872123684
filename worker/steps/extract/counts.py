"""Weapons counted in a sentence: fired, shot down, arrived.

A list ("11 ballistic missiles, two cruise missiles and 96 drones") is counted as one: the verb just before it, else
the one just behind, says what became of all of it.  Bare numbers ("of which 45 were shot down") speak of the weapon
named last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from worker.records.mention import Quantity, WeaponType
from worker.steps.extract.constructions import alternatives, pattern
from worker.steps.extract.facts import CountFact, CountField
from worker.steps.extract.lexicon import load
from worker.steps.extract.spans import NumberSpan, WeaponSpan

_LEXICON = "counts"
_FIELDS: tuple[CountField, ...] = ("launched", "intercepted", "hits")
_BY_STRENGTH: tuple[CountField, ...] = ("intercepted", "launched", "hits")
"""A word of interception tells more than one of launching: what was shot down had been fired."""
_PAIR = ("a", "b")
_REACH = 40
_PLURAL = re.compile(r"(?:s|strike|attack|raid|shelling|hit|artillery|fire)$", re.IGNORECASE)
_ACTING = re.compile(
    r"(?: that| which)?(?: (?:also|reportedly|have|has|completely|partially|partly|almost|nearly))*"
    r" destroy(?:ed|s) (?:an?|the|his|her|their|its|several|many|\ue000+) "
)
"""Behind a weapon: it destroyed something, and was not destroyed."""
_COMING = re.compile(
    r"(?: that| which)?(?: (?:also|reportedly|have|has|had))* (?:attack|target)(?:ed|ing) (?!by|in|with)"
    r"|(?:,)? (?:flew|took part|were involved|were sent|headed|heading) "
)
"""Behind a weapon: it came, whether or not it arrived."""
_REPELLED = re.compile(
    r"(?<!\w)(?:repel|repuls|thwart|foil)\w* (?:an?|the|another) (?:[a-z\ue003]+ ){0,2}(?:attack|raid|strike)"
    r" (?:by|of|with|involving) $"
)
"""Before a number: the attack of those weapons failed."""
_PASSIVE = re.compile(r"\s(?:was|is|has been|had been|being)\s")
_ACT = re.compile(r"(?:strikes?|attacks?|raids?|shellings?|hits)$")
"""A weapon whose words are an act: its number counts strikes."""
_DESTROYED = re.compile(
    r"(?<!\w)(?:destroy|eliminat|neutrali[sz])\w* (?:(?!(?:with|by|in|at|near|from|after)(?!\w))[^\s.;]+ )*$"
)
_LAUNCHER = re.compile(
    r"(?:himars|mlrs|mars|m270|grads?|smerch|uragans?|s-\d00s?|launchers?|systems?|batter(?:y|ies))$"
)
_LAUNCHERS = re.compile(
    r"(?: (?:[a-z-]+ ){0,3}(?:rocket |missile )?| \([^)]*\) )(?:systems?|launchers?|batter(?:y|ies)|units)(?!\w)"
)
"""What fires, and behind a weapon, that what fires it is counted: destroyed on the ground, not shot down."""


def is_gun_destroyed(text: str, masked: str, weapon: WeaponSpan) -> bool:
    """ "Destroyed nine HIMARS", "three Russian howitzers": they did not strike, they were struck."""
    if weapon.type != "artillery" and not _LAUNCHER.search(text[weapon.start : weapon.end].lower()):
        return False
    return _DESTROYED.search(masked, max(0, weapon.start - _REACH), weapon.start) is not None


@dataclass(frozen=True, slots=True)
class _Item:
    number: NumberSpan
    weapon: WeaponType | None
    start: int
    end: int


class Counts:
    """Reads masked sentences; built once."""

    def __init__(self) -> None:
        words = load(_LEXICON)
        filler = alternatives(_LEXICON, "filler")
        self._before: dict[CountField, re.Pattern[str]] = {
            field: re.compile(rf"{pattern(_LEXICON, field).pattern}(?:\s+(?:{filler}))*\s*$") for field in _FIELDS
        }
        self._noticed = re.compile(rf"{pattern(_LEXICON, 'noticed').pattern}(?:\s+(?:{filler}))*\s*$")
        passive = words["passive"]
        noticed, intercepted = (pattern(_LEXICON, entry).pattern for entry in ("noticed", "intercepted"))
        self._noticed_then_downed = re.compile(rf"\s+{passive}{noticed} and {passive}{intercepted}")
        self._behind: dict[CountField, re.Pattern[str]] = {
            field: re.compile(rf"[\s,–—-]*(?:(?:which|that)\s+)?{passive}{pattern(_LEXICON, field).pattern}")
            for field in _FIELDS
        }
        self._item = re.compile(
            rf"(?P<n>\ue000+)\s+(?:of (?:the |them |these |those )?)?"
            rf"(?:(?!(?:{words['not_of_item']})\b)[\w-]+\s+|\ue003+[\w-]*\s+){{0,4}}?(?P<w>\ue002+)(?P<strike>\s+{words['after_weapon_strike']}(?!\w))?"
        )
        self._and_more = re.compile(r"(?:\s+and\s+|\s+or\s+|,\s*|\s*/\s*)(?:(?:attack|decoy|other|various)\s+)*\ue002")
        self._joint = re.compile(
            r"(?:, (?:including|among them) [^,;.]{0,40},)?"
            r"(?:\s+of (?:the )?[\ue002\s\w,/-]{0,60}?types?)?\s*(?:,\s*)?"
            r"(?:and\s+|as well as\s+|plus\s+|along with\s+)?(?:another\s+)?"
        )
        self._bare = re.compile(r"(?P<n>\ue000+)(?:\s+of\s+(?:them|which|those|these))?(?=\s|,|\.|;|$|:|\))")
        self._single = re.compile(
            r"(?<!\w)(?:an?|another|one more)\s+(?:(?!of\b|and\b)[\w-]+\s+|\ue003+\s+){0,2}?(?P<w>\ue002+)"
        )
        self._another = re.compile(rf"(?<!\w)(?:another|one)(?: one)? was {pattern(_LEXICON, 'intercepted').pattern}")
        self._downed = re.compile(rf"{pattern(_LEXICON, 'intercepted').pattern}\s+$")
        self._strikes = re.compile(
            rf"(?P<n>\ue000+)\s+(?:(?!(?:{words['not_between']})\b)[a-z-]+\s+){{0,2}}?"
            rf"{pattern(_LEXICON, 'strike_noun').pattern}"
        )
        self._aside = re.compile(r"\s*[,(–—-]\s*\ue000+ of (?:which|them|these|those)[^,()–—;.]*[,)–—]")
        self._uncounted = re.compile(
            r"\s+(?:and|or|as well as)\s+(?:all (?:[a-z]+ ){1,3}?(?=were\b|was\b)|(?:[a-z-]+\s+){0,5}\ue002+)"
        )
        self._pair = re.compile(r"(?P<a>\ue000+) and (?P<b>\ue000+)(?: of (?:them|these|those|which))?(?=[\s,.;:)]|$)")
        self._reduced = re.compile(
            rf"\s+(?:launched|fired|dropped|sent) (?:from|by|at|over)(?!\w)[^,;.]*?{pattern(_LEXICON, 'hits').pattern}"
        )
        self._all_downed = re.compile(
            rf"[^.;\ue000]{{0,60}}(?:,|and)\s+all\s(?:of (?:which|them)\s)?{passive}{intercepted}"
        )
        self._bare_after = re.compile(
            r"(?:\s+of\s+(?:them|these|those|which))?\s*"
            r"(?:[,.;:)]|$|(?:and|before|over|during|in|on|after|of them|at|by|overnight)(?!\w)|\ue004)"
        )
        self._over_place = re.compile(
            r"\s+(?:more\s+|others?\s+|of them\s+)?(?:were\s+)?(?:over|in|above)\s+(?:[\w'’-]+\s+){0,5}?\ue003"
        )

    def find(
        self, text: str, masked: str, numbers: Sequence[NumberSpan], weapons: Sequence[WeaponSpan]
    ) -> list[CountFact]:
        facts = self._singles(text, masked, weapons)
        if not numbers:
            return facts
        by_start = {number.start: number for number in numbers if number.value is not None and not number.share}
        kinds = {weapon.start: weapon for weapon in weapons}
        used: set[int] = set()
        for items, strikes in self._lists(text, masked, by_start, kinds):
            field = "hits" if strikes else self._field(masked, items[0].start, items[-1].end)
            all_downed = field == "launched" and self._all_downed.match(masked, items[-1].end)
            for item in items:
                used.add(item.start)
                if field is not None:
                    facts += _facts(field, item, item.weapon)
                if all_downed:
                    facts += _facts("intercepted", item, item.weapon)
            if len(items) == len(_PAIR):
                facts += self._paired(masked, items, by_start, used)
        facts += self._bare_counts(masked, by_start, used)
        for match in self._strikes.finditer(masked):
            number = by_start.get(match.start("n"))
            if number is not None and number.start not in used:
                used.add(number.start)
                facts.append(CountFact("hits", "unknown", _quantity(number), match.start(), match.end()))
        return sorted(facts, key=lambda fact: fact.start)

    def _singles(self, text: str, masked: str, weapons: Sequence[WeaponSpan]) -> list[CountFact]:
        """ "Another missile was shot down", "downed a drone": one, where the words just beside it say so; "another was
        shot down" is one of the weapon named last."""
        kinds = {weapon.start: weapon for weapon in weapons if not weapon.defence and weapon.type != "unknown"}
        facts = [
            CountFact("intercepted", None, Quantity(1), match.start(), match.end())
            for match in (self._another.finditer(masked) if kinds else ())
        ]
        for match in self._single.finditer(masked) if kinds else ():
            weapon = kinds.get(match.start("w"))
            if weapon is None or _PLURAL.search(text[weapon.start : weapon.end]):
                continue
            suffered = _PASSIVE.match(masked, match.end()) and self._behind["intercepted"].match(masked, match.end())
            if suffered or self._downed.search(masked[max(0, match.start() - 40) : match.start()]):
                facts.append(CountFact("intercepted", weapon.type, Quantity(1), match.start(), match.end()))
        return facts

    def _lists(
        self, text: str, masked: str, numbers: dict[int, NumberSpan], kinds: dict[int, WeaponSpan]
    ) -> list[tuple[list[_Item], bool]]:
        lists: list[tuple[list[_Item], bool]] = []
        for match in self._item.finditer(masked):
            number, weapon = numbers.get(match.start("n")), kinds.get(match.start("w"))
            if number is None or weapon is None or weapon.defence:
                continue
            # "349 drones and missiles": the number counts them all.
            kind: WeaponType | None = "unknown" if self._and_more.match(masked, match.end("w")) else weapon.type
            if text[weapon.start : weapon.end].lower().startswith("projectile"):
                kind = None  # of whatever weapon is spoken of
            if self._is_launcher(text, masked, weapon):
                continue
            item = _Item(number, kind, match.start(), match.end())
            strikes = match["strike"] is not None or _ACT.search(text[weapon.start : weapon.end].lower()) is not None
            if (
                lists
                and not strikes
                and not lists[-1][1]
                and self._joint.fullmatch(masked, lists[-1][0][-1].end, item.start)
            ):
                lists[-1][0].append(item)
            else:
                lists.append(([item], strikes))
        return lists

    @staticmethod
    def _is_launcher(text: str, masked: str, weapon: WeaponSpan) -> bool:
        """ "Destroyed nine HIMARS", "five rocket launchers"; but "fired 12 Grads" counts rockets."""
        return _LAUNCHERS.match(masked, weapon.end) is not None or is_gun_destroyed(text, masked, weapon)

    def _field(self, masked: str, start: int, end: int) -> CountField | None:
        """What became of a list of weapons: by the word just before it, just behind it, in its clause, before it."""
        head = masked[max(0, start - 90) : start]
        if _REPELLED.search(head):
            return "intercepted"
        for field, regex in self._before.items():
            if regex.search(head):
                return field
        if self._reduced.match(masked, end):
            return "hits"
        aside = self._aside.match(masked, end)
        end = aside.end() if aside else end
        others = self._uncounted.match(masked, end)
        end = others.end() if others else end
        if _ACTING.match(masked, end):
            return "hits"
        if _COMING.match(masked, end):
            return "launched"
        for field, regex in self._behind.items():
            if regex.match(masked, end):
                return field
        clause = re.split(r"[,;.]|(?<!\w)(?:and|but|with|while|whereas)(?!\w)", masked[end:], maxsplit=1)[0]
        for field in _BY_STRENGTH:
            if pattern(_LEXICON, field).search(clause):
                return field
        before = re.split(r"[;.]", masked[:start])[-1]
        found = [(match.end(), field) for field in _BY_STRENGTH for match in pattern(_LEXICON, field).finditer(before)]
        if found and start - max(found)[0] < _REACH:
            return max(found)[1]
        if self._noticed_then_downed.match(masked, end):
            return "intercepted"
        noticed = self._noticed.search(head) or pattern(_LEXICON, "noticed").search(clause)
        return "launched" if noticed else None

    def _bare_counts(self, masked: str, numbers: dict[int, NumberSpan], used: set[int]) -> list[CountFact]:
        facts: list[CountFact] = []
        for match in self._bare.finditer(masked):
            number = numbers.get(match.start("n"))
            if number is None or number.start in used:
                continue
            field = self._bare_field(masked, match.start(), match.end())
            if field is not None:
                used.add(number.start)
                facts += _facts(field, _Item(number, None, match.start(), match.end()), None)
        return facts

    def _paired(
        self, masked: str, items: Sequence[_Item], numbers: dict[int, NumberSpan], used: set[int]
    ) -> list[CountFact]:
        """ "90 drones and 12 missiles, of which 70 and nine were shot down": numbers in the order of the weapons."""
        for match in self._pair.finditer(masked, items[-1].end):
            found = [numbers.get(match.start(name)) for name in _PAIR]
            field = self._bare_field(masked, match.start(), match.end()) or self._bare_field(masked, *match.span("b"))
            if field is None or any(number is None or number.start in used for number in found):
                continue
            facts: list[CountFact] = []
            for item, number in zip(items, filter(None, found), strict=True):
                used.add(number.start)
                facts += _facts(field, _Item(number, item.weapon, number.start, number.end), item.weapon)
            return facts
        return []

    def _bare_field(self, masked: str, start: int, end: int) -> CountField | None:
        """What a number without a noun counts: "downed 41", "of which 45 were shot down", "12 over Bryansk region"."""
        head = masked[max(0, start - 60) : start]
        if self._bare_after.match(masked, end):
            for field in _BY_STRENGTH[:2]:
                if self._before[field].search(head):
                    return field
        for field in ("intercepted", "hits"):
            if self._behind[field].match(masked, end):
                return field
        if self._over_place.match(masked, end) and pattern(_LEXICON, "intercepted").search(masked[:start]):
            return "intercepted"
        return None


def _facts(field: CountField, item: _Item, weapon: WeaponType | None) -> list[CountFact]:
    facts = [CountFact(field, weapon, _quantity(item.number), item.start, item.end)]
    if field == "intercepted" and item.number.of is not None:
        facts.append(CountFact("launched", weapon, Quantity(item.number.of), item.start, item.end))
    return facts


def _quantity(number: NumberSpan) -> Quantity:
    assert number.value is not None
    return Quantity(number.value, number.qualifier)
