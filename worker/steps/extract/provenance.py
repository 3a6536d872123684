"""What tells independent sources from copies: the agency, the official first quoted, and a sketch of the words."""

from __future__ import annotations

import re
from functools import cache

from rensa import RMinHash

from worker.records.mention import Provenance
from worker.steps.extract.constructions import Construction, among, pattern, words
from worker.steps.extract.lexicon import load

_PERMUTATIONS = 32
_SHINGLE = 5
_SEED = 42
_MAX_WORDS = 4_000
_WORD = re.compile(r"\w+")


def provenance(title: str, text: str) -> Provenance:
    return Provenance(agency=_agency(text), official=_official(f"{title}. {text}"), sketch=sketch(text or title))


def sketch(text: str) -> list[int]:
    """MinHash values (R-MinHash of rensa, 32 permutations, a fixed seed) of the text's word 5-grams in lower case."""
    words = _WORD.findall(text.lower())[:_MAX_WORDS]
    if not words:
        return []
    shingles = [" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1))]
    minhash = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    minhash.update(shingles)
    return [int(value) for value in minhash.digest()]


def _agency(text: str) -> str | None:
    head_and_tail = f"{text[:400]}\n{text[-400:]}".lower()
    found = _agencies().search(head_and_tail)
    if found is None:
        return None
    forms: dict[str, list[str]] = load("sources")["agencies"]
    said = found.group()
    return next(name for name, listed in forms.items() if any(re.fullmatch(word, said) for word in listed))


@cache
def _agencies() -> Construction:
    forms: dict[str, list[str]] = load("sources")["agencies"]
    return Construction(words(word for listed in forms.values() for word in listed), among("sources"))


def _official(text: str) -> str | None:
    """The surname of the first person named with an office, in lower case."""
    found = _named_official().search(text)
    return found["name"].split()[-1].lower() if found else None


@cache
def _named_official() -> re.Pattern[str]:
    office = pattern("sources", "office").pattern
    name = r"(?P<name>[A-Z][a-zA-Z'’-]+ [A-Z][a-zA-Z'’-]+)"
    return re.compile(rf"(?i:{office})(?i:(?: of| for)?(?: the)?(?: [\w-]+){{0,5}}?),? {name}")
