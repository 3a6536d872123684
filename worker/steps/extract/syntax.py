"""The clauses of a sentence, from its parse: what is said in one breath."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from spacy.attrs import DEP, HEAD, IDX, LOWER, TAG
from spacy.strings import StringStore
from spacy.tokens import Doc


def _ids(names: str) -> frozenset[int]:
    """spaCy's ids of the strings: of relations, tags, or words in lower case."""
    ids = StringStore()
    return frozenset(ids[name] for name in names.split())


_CLAUSE = _ids("ROOT ccomp advcl relcl csubj csubjpass parataxis pcomp")
_CONJUNCT, _ADVERBIAL, _COMPLEMENT, _RELATIVE = map(_ids, ("conj", "advcl", "pcomp", "relcl"))
_SUBJECT = _ids("nsubj nsubjpass csubj expl")
_MARK = _ids("mark prep")
_MODIFIER = _ids("acl amod")
_VERB = _ids("VB VBD VBG VBN VBP VBZ MD")
_PARTICIPLE = _ids("VBG VBN")
_PASSIVE = _ids("VBN")
_FULL = _ids("mark nsubj nsubjpass aux auxpass advmod")
"""What a participle has that is a clause of its own."""
_ASIDE = _ids("after before since following until without despite because")
"""Words that open a clause on another matter than its main one."""
_TELLING = _ids(
    "report reports claim claims news word video videos footage clip photo photos picture pictures image images"
)


class _Tree:
    """A parse as plain lists of numbers, one for each word; a Token made for each look at it would cost more."""

    def __init__(self, doc: Doc) -> None:
        heads, *columns = doc.to_array([HEAD, DEP, TAG, LOWER, IDX]).T
        self.above = [i + offset for i, offset in enumerate(heads.astype("int64").tolist())]
        """The word's head; a root is its own."""
        self.relation, self.tag, self.word, self.starts = (column.tolist() for column in columns)
        self.below: list[list[int]] = [[] for _ in self.above]
        for i, head in enumerate(self.above):
            if head != i:
                self.below[head].append(i)

    def opens_clause(self, i: int) -> bool:
        relation = self.relation[i]
        if relation in _CONJUNCT:  # "one hit a port, and another fell into the sea"
            return self.tag[i] in _VERB and any(self.relation[c] in _SUBJECT for c in self.below[i])
        if relation not in _CLAUSE:
            return False
        if relation in _COMPLEMENT:
            return self.word[self.above[i]] in _ASIDE
        if relation in _ADVERBIAL:
            return self.tag[i] not in _PARTICIPLE or any(self.relation[c] in _FULL for c in self.below[i])
        return True

    def heads_of_clauses(self) -> list[int]:
        """For each word, the head of the clause that it stands in."""
        opens = [head == i or self.opens_clause(i) for i, head in enumerate(self.above)]
        found = []
        for i in range(len(opens)):
            while not opens[i]:
                i = self.above[i]
            found.append(i)
        return found

    def is_aside(self, i: int) -> bool:
        """Does the clause of head i open with one of the words for another matter?"""
        return any(self.word[c] in _ASIDE for c in self.below[i] if self.relation[c] in _MARK) or (
            self.relation[i] in _COMPLEMENT and self.word[self.above[i]] in _ASIDE
        )

    def modifies(self, i: int) -> bool:
        """Does a word lie in a clause, or a participle, that goes with a noun?  Not with one for words or pictures,
        whose clause is what they tell: "reports of missiles being shot down"."""
        while (head := self.above[i]) != i:
            if self.relation[i] in _RELATIVE or (self.relation[i] in _MODIFIER and self.tag[i] in _PASSIVE):
                return self.word[head] not in _TELLING
            i = head
        return False


class Clauses:
    """Clauses by character offset.  A clause is named by the index of its head token."""

    def __init__(self, doc: Doc) -> None:
        self._tree = tree = _Tree(doc)
        self._heads = tree.heads_of_clauses()
        clauses = [head for head in set(self._heads) if tree.above[head] != head]
        self._parents = {head: self._heads[tree.above[head]] for head in clauses}
        self._aside = {head for head in clauses if tree.is_aside(head)}

    def at(self, offset: int) -> int:
        """The clause of the character at that offset."""
        return self._heads[self._word(offset)]

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
        return self._tree.modifies(self._word(offset))

    def _word(self, offset: int) -> int:
        return max(0, bisect_right(self._tree.starts, offset) - 1)

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
