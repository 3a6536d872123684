"""How people are counted in a sentence, and to whom each number belongs."""

from __future__ import annotations

import pytest

from worker.steps.extract import numbers
from worker.steps.extract.casualties import Casualties
from worker.steps.extract.masking import mask

SENTENCES: list[tuple[str, dict[str, int]]] = [
    ("The blast killed at least two people and wounded six.", {"killed": 2, "injured": 6}),
    ("Killing at least two people and wounding six others, the bomb hit a shop.", {"killed": 2, "injured": 6}),
    ("Seven dead, 11 injured.", {"killed": 7, "injured": 11}),
    ("One person was killed, another was injured.", {"killed": 1, "injured": 1}),
    ("Twelve people, including two children, were injured.", {"injured": 12, "children_injured": 2}),
    ("20 residents died, including three children, while 52 others were wounded.",
     {"killed": 20, "children_killed": 3, "injured": 52}),
    ("19 people were killed, three of them children, and 66 injured.",
     {"killed": 19, "children_killed": 3, "injured": 66}),
    ("Two people were killed and five others, including a 10-year-old girl, were hurt.",
     {"killed": 2, "injured": 5, "children_injured": 1}),
    ("A 12-year-old boy and a woman were killed.", {"killed": 2, "children_killed": 1}),
    ("Three children were among the dead.", {"children_killed": 3}),
    ("The death toll has risen from 11 to 14.", {"killed": 14}),
    ("The toll rose to 19.", {"killed": 19}),
    ("The number of dead increased to 4, and 19 people were wounded, among them 4 children.",
     {"killed": 4, "injured": 19, "children_injured": 4}),
    ("It is known about 6 dead and 10 wounded civilians.", {"killed": 6, "injured": 10}),
    ("The bodies of six people were pulled from the rubble.", {"killed": 6}),
    ("Two guards lost their lives, with another nine sustaining injuries.", {"killed": 2, "injured": 9}),
    ("There were no casualties.", {"killed": 0, "injured": 0}),
    ("No one was injured.", {"injured": 0}),
    ("No deaths or injuries were reported.", {"killed": 0, "injured": 0}),
    ("There was no word on casualties.", {}),
    ("Dozens were injured.", {}),
    ("Officials feared that more people could be killed.", {}),
    ("Two women, 45 and 51, were wounded.", {"injured": 2}),
    ("A four-year-old girl and a baby boy were wounded.", {"injured": 2, "children_injured": 2}),
    ("Eight more were hospitalized.", {"injured": 8}),
    ("The shells hit two 5-storey buildings.", {}),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES, ids=[sentence for sentence, _ in SENTENCES])
def test_sentences(sentence: str, expected: dict[str, int]) -> None:
    found = numbers.find(sentence)
    facts = Casualties().find(mask(sentence, [], [], found, []), found)
    assert {fact.field: fact.quantity.value for fact in facts} == expected


def test_a_sub_count_belongs_to_the_people_before_it() -> None:
    sentence = "Three of them were children."
    found = numbers.find(sentence)
    facts = Casualties().find(mask(sentence, [], [], found, []), found, before="killed")
    assert [(fact.field, fact.quantity.value) for fact in facts] == [("children_killed", 3)]
