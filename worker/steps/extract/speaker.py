"""Who a sentence rests on: an official, the military, a witness, or the outlet."""

from __future__ import annotations

import re
from functools import lru_cache

from worker.records.mention import Speaker
from worker.steps.extract.constructions import construction

_CREDIT = re.compile(r"\s[-–—]\s[^-–—]{3,60}$")
"""A headline's " - Governor Ivanenko"."""
_ASKED = 16
"""Sentences that are asked about again and again, for each value that they say."""


@lru_cache(_ASKED)
def speaker(text: str) -> Speaker:
    lowered = text.lower()
    if construction("sources", "speech").search(lowered) is None and _CREDIT.search(lowered) is None:
        return "outlet"
    kinds: tuple[Speaker, ...] = ("military", "official", "witness")
    return next((kind for kind in kinds if construction("sources", kind).search(lowered)), "outlet")
