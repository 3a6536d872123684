"""The step: a mention, or word of a wave, → the events it changes.

    mentions   region and mention id → the newest version of it
    cells      region and date → the keys of its mentions, the waves over it, the event ids that gave way
    events     event id → the event as it was last sent
    waves      region and wave id → the date under which the region keeps that wave
    agendas    region → its dates, and how far its news has come

An event's id comes from its region and the mention that founded it: the earliest published, ties by id, withdrawn ones
included.  A correction that changes when an article was published may therefore hand an event to another founder: the
id before gives way.

A revision orders the states of one event id as they were sent: the number of versions of its mentions, plus one if it
belongs to a wave, or one above the revision before where that is more.  So equal revisions of an id are equal states
within one run, and a consumer keeps the highest; of two runs over the same articles in another order only the last
states are equal, without their revisions.
"""

from __future__ import annotations

from worker.records.event import StrikeEvent
from worker.records.flow import WaveLink
from worker.records.mention import Mention
from worker.records.neighbourhood import Agenda, Cell, WavePlace
from worker.steps.merge.cells import mention_key, shifted
from worker.steps.merge.horizon import agenda_with, expire, is_forgotten
from worker.steps.merge.neighbourhood import Neighbourhood
from worker.steps.merge.publish import Changes, again
from worker.steps.merge.rules import RULES, MergeRules
from worker.steps.merge.traits import trait_of
from worker.steps.merge.waves import with_wave
from worker.steps.step import Result, StepSpec, Tables, Write


def merge(tables: Tables, record: Mention | WaveLink, shard: int, rules: MergeRules = RULES) -> Result:
    """Returns the changed events, and these notes:

    - `found`, `update`, `merged`: events begun, changed, given way to another
    - `repeat`: a record that brings nothing new
    - `late:closed`: a mention of a closed date; its event has it as a source, with its values as they were
    - `late:withdrawn`: a mention taken back after its date closed; its event stays as it is
    - `late:forgotten`: a mention of a date that is not kept any more; it is in no event
    """
    if isinstance(record, WaveLink):
        return _take_link(tables, record, rules)
    return _take_mention(tables, record, rules)


def _take_mention(tables: Tables, mention: Mention, rules: MergeRules) -> Result:
    agenda: Agenda | None = tables["agendas"].get(mention.region)
    if is_forgotten(agenda, mention.date, rules):
        return Result(notes={"late:forgotten": 1})
    hood = Neighbourhood(tables, mention.region, rules)
    known = hood.trait(mention.date, mention.mention_id)
    key = mention_key(mention.region, mention.mention_id)
    stored: Mention | None = tables["mentions"].get(key)
    if stored is None and known is not None:
        note = "late:withdrawn" if known.live and mention.status == "withdrawn" else "repeat"
        return Result(outputs=again(tables, hood, mention.date), notes={note: 1})
    if stored is not None and not _replaces(mention, stored):
        return Result(outputs=again(tables, hood, mention.date), notes={"repeat": 1})
    if stored is not None and stored.date != mention.date:
        known = hood.drop(stored.date, mention.mention_id)
    hood.put(mention.date, trait_of(mention, known.versions + 1 if known else 1, rules))
    changes = Changes(tables, hood, rules, mention)
    changes.publish(hood.touched())
    published = mention.published_at.date().isoformat()
    expired = _on_agenda(tables, mention.region, mention.date, published, hood, rules)
    writes = [Write("mentions", key, mention), *changes.writes, *expired, *hood.writes()]
    return Result(writes, changes.outputs, changes.notes)


def _on_agenda(
    tables: Tables, region: str, date: str, published: str, hood: Neighbourhood, rules: MergeRules
) -> list[Write]:
    """Enters the date, and deletes what is due now that the region's news has come so far."""
    known: Agenda | None = tables["agendas"].get(region)
    agenda, expired = expire(agenda_with(known, date, published), hood, rules)
    return [Write("agendas", region, agenda), *expired] if agenda != known else expired


def _replaces(mention: Mention, stored: Mention) -> bool:
    """The later version stands; of two of the same time that differ, the one that came last."""
    if mention.revised_at == stored.revised_at:
        return mention != stored
    return mention.revised_at > stored.revised_at


def _take_link(tables: Tables, link: WaveLink, rules: MergeRules) -> Result:
    key = f"{link.region}|{link.wave_id}"
    known: WavePlace | None = tables["waves"].get(key)
    if known is not None and link.revision < known.revision:
        return Result(notes={"repeat": 1})
    hood = Neighbourhood(tables, link.region, rules)
    dates = {link.date, known.date} if known else {link.date}
    raiders = {date: hood.raiders(date) for date in dates}
    changed = False
    if known is not None and known.date != link.date:
        others = {k: w for k, w in hood.cell(known.date).waves.items() if k != link.wave_id}
        changed = hood.put_waves(known.date, others)
    waves = with_wave(hood.cell(link.date), link)
    if not link.live:
        del waves[link.wave_id]
    changed |= hood.put_waves(link.date, waves)
    if known is not None and link.revision == known.revision and not changed:
        return Result(outputs=again(tables, hood, link.date), notes={"repeat": 1})
    changes = Changes(tables, hood, rules)
    if changed:
        for date in dates:
            if hood.raiders(date) != raiders[date]:
                hood.resettle(date)
        around = {shifted(date, days) for date in dates for days in (-1, 0, 1)}
        homes = {trait.home for day in around for trait in hood.traits(day).values()}
        changes.publish(hood.touched() | {home for home in homes if changes.changes_wave(home)})
    place = WavePlace(date=link.date, revision=link.revision, live=link.live)
    expired = _on_agenda(tables, link.region, link.date, link.date, hood, rules)
    writes = [Write("waves", key, place), *changes.writes, *expired, *hood.writes()]
    return Result(writes, changes.outputs, changes.notes)


STEP = StepSpec(
    name="merge",
    run=merge,
    inputs={"mentions": Mention, "wave-links": WaveLink},
    tables={"mentions": Mention, "cells": Cell, "events": StrikeEvent, "waves": WavePlace, "agendas": Agenda},
)
