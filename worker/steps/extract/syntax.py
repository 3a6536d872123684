"""The clauses of a sentence, from its parse: what is said in one breath."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from spacy.tokens import Doc, Token

_CLAUSE = {"ROOT", "ccomp", "advcl", "relcl", "csubj", "csubjpass", "parataxis", "pcomp"}
_SUBJECT = {"nsubj", "nsubjpass", "csubj", "expl"}
_ASIDE = {"after", "before", "since", "following", "until", "without", "despite", "because"}
"""Words that open a clause on another matter than its main one."""

_TELLING = {
    "report", "reports", "claim", "claims", "news", "word", "video", "videos", "footage", "clip", "photo", "photos",
    "picture", "pictures", "image", "images",
}  # fmt: skip


class Clauses:
    """Clauses by character offset.  A clause is named by the index of its head token."""

    def __init__(self, doc: Doc) -> None:
        self._starts = [token.idx for token in doc]
        self._heads: list[int] = []
        self._parents: dict[int, int] = {}
        self._aside: set[int] = set()
        self._modifying = [_modifies(token) for token in doc]
        for token in doc:
            head = token
            while not _opens(head) and head.head.i != head.i:
                head = head.head
            self._heads.append(head.i)
        for head_index in set(self._heads):
            head = doc[head_index]
            if head.head.i != head.i:
                self._parents[head_index] = self._heads[head.head.i]
                if any(child.lower_ in _ASIDE for child in head.children if child.dep_ in ("mark", "prep")) or (
                    head.dep_ == "pcomp" and head.head.lower_ in _ASIDE
                ):
                    self._aside.add(head_index)

    def at(self, offset: int) -> int:
        """The clause of the character at that offset."""
        return self._heads[max(0, bisect_right(self._starts, offset) - 1)]

    def chain(self, offset: int) -> list[int]:
        """The clause at that offset, and those that it lies in, innermost first."""
        clause: int | None = self.at(offset)
        found: list[int] = []
        while clause is not None:
            found.append(clause)
            clause = self._parents.get(clause)
        return found

    def is_aside(self, clause: int) -> bool:
        """ "after the bridge had been hit", or inside such a clause."""
        seen: int | None = clause
        while seen is not None:
            if seen in self._aside:
                return True
            seen = self._parents.get(seen)
        return False

    def modifies(self, offset: int) -> bool:
        """ "A town that shells had flattened": said of a thing in passing, not told."""
        return self._modifying[max(0, bisect_right(self._starts, offset) - 1)]

    def linked(self, offset: int, triggers: Iterable[int]) -> bool:
        """Is the name at `offset` said in the clause of one of the triggers, or of the clause that contains it?"""
        clause = self.at(offset)
        for trigger in triggers:
            other = self.at(trigger)
            if other == clause:
                return True
            # "Kramatorsk, where a missile struck"; "in Kyiv, the mayor said, blasts were heard"
            if self._parents.get(other) == clause and clause not in self._aside:
                return True
        return False


def _modifies(token: Token) -> bool:
    """Does a word lie in a clause, or a participle, that goes with a noun?  Not with one for words or pictures, whose
    clause is what they tell: "reports of missiles being shot down"."""
    while token.head.i != token.i:
        if token.dep_ == "relcl" or (token.dep_ in ("acl", "amod") and token.tag_ == "VBN"):
            return token.head.lower_ not in _TELLING
        token = token.head
    return False


def _opens(token: Token) -> bool:
    if token.dep_ in _CLAUSE:
        if token.dep_ == "pcomp":
            return token.head.lower_ in _ASIDE
        if token.dep_ == "advcl":
            return token.tag_ not in ("VBG", "VBN") or any(
                child.dep_ in ("mark", "nsubj", "nsubjpass", "aux", "auxpass", "advmod") for child in token.children
            )
        return True
    return token.dep_ == "conj" and token.pos_ in ("VERB", "AUX") and any(c.dep_ in _SUBJECT for c in token.children)
