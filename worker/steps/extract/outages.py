"""Services lost in a sentence, and for how many: "1,625 were left without power", "80% of consumers"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from worker.records.mention import OutageUnit, Quantity
from worker.steps.extract.constructions import construction, pattern
from worker.steps.extract.facts import OutageFact
from worker.steps.extract.lexicon import load
from worker.steps.extract.spans import NumberSpan, ServiceSpan

_LEXICON = "outages"
_REACH = 70
"""Characters between a word of loss and the service it is said of."""

_RESTORED = re.compile(
    r"(?<!\w)(?:restor(?:ed|ing)|reconnect(?:ed|ing)|return(?:ed|ing))[^,.;]{0,40}?(?:\s(?:to|for|in))?\s*$"
)
"""Before a number: those have their service again."""


class Outages:
    """Reads masked sentences; built once."""

    def __init__(self) -> None:
        units: dict[OutageUnit, str] = load(_LEXICON)["units"]
        self._units = [
            (re.compile(rf"\s+(?:(?!boiler|pump)[\w-]+\s+){{0,2}}?{words}(?!\w)"), unit)
            for unit, words in units.items()
        ]
        self._of = re.compile(r"\s+(?:of|in)\s")
        self._damaged = re.compile(r"[^.,;]{0,60}?(?<!\w)(?:damaged|destroyed|hit|struck|burn(?:ed|t)|ruined)(?!\w)")
        self._elided = re.compile(
            r"(?:\s+(?:more|others?|another))?\s+(?:in|across)\s+(?:the\s+)?(?:[a-z]+\s+){0,2}\ue003"
        )
        self._cut = re.compile(
            r"\s+(?:more\s+|others?\s+)?"
            r"(?:(?:were|was|are|have been|remain(?:ed)?|had been|still)\s+(?:[a-z]+\s+){0,2}?"
            r"(?:without|left|cut|disconnected|deprived|in the dark|plunged|off)|(?:had|have) no|lost|left|without)\s"
        )

    def find(
        self, masked: str, numbers: Sequence[NumberSpan], services: Sequence[ServiceSpan], harmed: Collection[int] = ()
    ) -> list[OutageFact]:
        """The services lost; the numbers that start at `harmed` count the killed and injured, not the cut off."""
        losses = list(construction(_LEXICON, "loss").finditer(masked))
        if losses and not services:
            services = [
                ServiceSpan(loss.start(), loss.end(), "electricity")
                for loss in losses
                if pattern(_LEXICON, "of_power").fullmatch(loss.group())
            ]
        if not losses or not services or construction(_LEXICON, "siege").search(masked):
            return []
        lost = [service for service in services if self._is_lost(masked, service, losses)]
        facts = {service.service: OutageFact(service.service, service.start, service.end) for service in reversed(lost)}
        counted: list[OutageFact] = []
        last: OutageFact | None = None
        for number in numbers:
            if number.value is None or not lost or number.start in harmed:
                continue
            if last is not None and self._elided.match(masked, number.end):
                quantity = Quantity(number.value, number.qualifier)
                counted.append(OutageFact(last.service, number.start, number.end, quantity, last.unit))
                continue
            unit = self._unit(masked, number)
            if unit is None or self._damaged.match(masked, number.end) or _RESTORED.search(masked[: number.start]):
                continue
            nearest = min(lost, key=lambda service: (service.start < number.start, abs(service.start - number.end)))
            last = OutageFact(nearest.service, number.start, number.end, Quantity(number.value, number.qualifier), unit)
            counted.append(last)
        known = {fact.service for fact in counted}
        return counted + [fact for service, fact in facts.items() if service not in known]

    @staticmethod
    def _is_lost(masked: str, service: ServiceSpan, losses: Sequence[re.Match[str]]) -> bool:
        for loss in losses:
            low, high = min(loss.end(), service.end), max(loss.start(), service.start)
            between = masked[low:high]
            if len(between) > _REACH or re.search(r"[.;]", between):
                continue
            clause = re.split(r"[.;]", masked[: max(loss.start(), service.start)])[-1]
            if not pattern(_LEXICON, "unreal").search(clause):
                return True
        return False

    def _unit(self, masked: str, number: NumberSpan) -> OutageUnit | None:
        if number.share:
            return "share"
        found = [(match.end(), unit) for regex, unit in self._units if (match := regex.match(masked, number.end))]
        if found:
            return min(found)[1]
        return "people" if self._cut.match(masked, number.end) else None
