"""Who a sentence rests on: an official, the military, a witness, or the outlet; and which side's word it is."""

from __future__ import annotations

import re
from functools import cache

from worker.records.mention import Claim, Speaker
from worker.steps.extract.constructions import pattern, source
from worker.steps.extract.lexicon import load

_CREDIT = re.compile(r"\s[-–—]\s[^-–—]{3,60}$")
"""A headline's " - Governor Ivanenko"."""


def speaker(text: str) -> Speaker:
    lowered = text.lower()
    if pattern("sources", "speech").search(lowered) is None and _CREDIT.search(lowered) is None:
        return "outlet"
    kinds: tuple[Speaker, ...] = ("military", "official", "witness")
    return next((kind for kind in kinds if pattern("sources", kind).search(lowered)), "outlet")


def claim_of(text: str) -> Claim | None:
    """The side that a sentence quotes, and whether for the attack or against it."""
    lowered = text.lower()
    for side, said, denied in _sides():
        if denied.search(lowered):
            return Claim(by=side, stance="denies")
        if said.search(lowered):
            return Claim(by=side, stance="claims")
    return None


@cache
def _sides() -> list[tuple[str, re.Pattern[str], re.Pattern[str]]]:
    body = rf"(?:{source('sources', 'official')}|{source('sources', 'military')})"
    speech = source("sources", "speech")
    result = []
    for side, words in load("sides")["sides"].items():
        name = rf"(?<!\w)(?:{'|'.join(words)})(?!\w)"
        said = re.compile(
            rf"{name}(?:\s[\w'’-]+){{0,2}}?\s{body}(?:\s[^\s.;:]+){{0,6}}?\s{speech}|according to (?:\w+ )?{name}"
        )
        denied = re.compile(rf"{name}(?:\s[\w'’-]+){{0,4}}\s(?:denie[sd]|denying|rejected)(?!\w)")
        result.append((side, said, denied))
    return result
