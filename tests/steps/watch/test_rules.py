"""The rule file: the shipped one loads, a wrong one is refused with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from worker.steps.extract.facilities import register
from worker.steps.extract.lexicon import load
from worker.steps.watch.rules import SCHEMA, RuleError, load_rules, parse_rules

GOOD = """\
rules:
  - name: one
    headline: Something
    severity: Minor
    expires_hours: 1
    group: event
    event: {kind: [strike]}
"""


def test_the_shipped_rules_are_those_a_desk_keeps() -> None:
    names = {rule.name for rule in load_rules().rules}
    assert {"new-strike", "surge", "mass-casualties", "large-outage", "national-barrage", "cross-border"} <= names


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (GOOD.replace("Minor", "Terrible"), 4, "Terrible"),
        (GOOD.replace("    group: event\n", ""), 2, "group"),
        (GOOD.replace("kind: [strike]", "kind: [strike, storm]"), 7, "storm"),
        (GOOD.replace("    event: {kind: [strike]}", "    colour: red\n    event: {}"), 2, "colour"),
        (GOOD.replace("{kind: [strike]}", "{killed: many}"), 7, "many"),
        (GOOD.replace("{kind: [strike]}", "{facility: [powerplant]}"), 7, "powerplant"),
        (GOOD + GOOD.removeprefix("rules:\n"), 8, "second rule named 'one'"),
        (GOOD + "    counts: {of: strikes, scope: region, at_least: 3}\n", 2, "valid under each"),
        ("rules: [", 1, "expected the node content"),
        ("", 1, "object"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_line_and_the_reason(text: str, line: int, reason: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse_rules(text, "rules.yaml")
    assert str(refused.value).startswith(f"rules.yaml:{line}: ")
    assert reason in str(refused.value)


def test_a_rule_may_name_the_kinds_of_facility_that_are_read_and_no_other() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    named = {item["facility"] for item in load("targets")["targets"] if "facility" in item}
    kinds = schema["$defs"]["event"]["properties"]["facility"]["items"]["enum"]
    assert kinds == sorted(named | {facility.kind for facility in register()})


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"none\.yaml"):
        load_rules(tmp_path / "none.yaml")
