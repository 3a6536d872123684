"""Text into sentences, by offsets alone: `text[start:end]` is a sentence, whatever characters the text holds."""

from __future__ import annotations

import re

MAX_TEXT = 60_000
"""Characters of a text that are read: twenty times a long report, and a bound on what a junk page can cost."""
MAX_SENTENCE = 1_200
"""Characters of a sentence; a longer stretch without a full stop is cut at a space."""

_ABBREVIATION = re.compile(
    r"(?:\b(?:gov|gen|lt|col|maj|sgt|capt|cmdr|mr|mrs|ms|dr|st|sen|rep|prof|no|vs|approx|jan|feb|mar|apr|jun|jul|aug"
    r"|sept?|oct|nov|dec|inc|ltd|jr|sr|obl|reg)|\b[a-z](?:\.[a-z])*)\.$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
_BREAK = re.compile(
    r"[.!?…]+[\"”’'»)\]]*(?=\s+(?:[\"“‘’'«()\[:|,/—–-]{1,3}\s*){0,4}[A-ZА-ЯІЇЄҐ0-9⚡•])|\s*\n\s*|\s_{2,}\s"
)
"""A full stop before a capital; what a page leaves of its captions (": ' ") may stand between."""


def sentence_bounds(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of the first `MAX_TEXT` characters, without the white space around it."""
    text = text[:MAX_TEXT]
    bounds: list[tuple[int, int]] = []
    start = 0
    for found in _BREAK.finditer(text):
        if "\n" not in found.group() and _is_abbreviation(text, found, start):
            continue
        _append(bounds, text, start, found.end())
        start = found.end()
    _append(bounds, text, start, len(text))
    return bounds


def _is_abbreviation(text: str, found: re.Match[str], start: int) -> bool:
    head = text[max(start, found.end() - 12) : found.end()]
    if _CLOCK.search(head):
        # "at 5 a.m. Monday" goes on, "at 5 a.m. The ..." ends.
        following = text[found.end() : found.end() + 12].lstrip()
        return following.startswith(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Kyiv", "(")) or (
            following[:1].isdigit()
        )
    return _ABBREVIATION.search(head) is not None


def _append(bounds: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_SENTENCE:
        cut = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        cut = cut if cut > 0 else start + MAX_SENTENCE
        bounds.append((start, cut))
        start = cut + 1 if text[cut : cut + 1] == " " else cut
    if end > start:
        bounds.append((start, end))
