"""What changed in a neighbourhood → the events to store and to send."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec.structs import replace

from worker.records.event import StrikeEvent
from worker.records.mention import Mention
from worker.steps.merge.build import build_event, sources_of
from worker.steps.merge.cells import anchor_of, event_id_of, mention_key, shifted
from worker.steps.merge.neighbourhood import SIDEWAYS, Neighbourhood
from worker.steps.merge.rules import MergeRules
from worker.steps.merge.waves import links, same_link, wave_of
from worker.steps.step import Output, Tables, Write


def again(tables: Tables, hood: Neighbourhood, day: str) -> list[Output]:
    """The events around a date as they were last sent: what a record that came before may have changed."""
    ids: dict[str, None] = {}
    for days in SIDEWAYS:
        date = shifted(day, days)
        for home in {trait.home: None for trait in hood.traits(date).values()}:
            ids[hood.event_id(home)] = None
        ids.update(dict.fromkeys(hood.cell(date).gone))
    stored = (tables["events"].get(event_id) for event_id in ids)
    return [output for event in stored if event is not None for output in _sent(event, told_before=None)]


def _sent(event: StrikeEvent, told_before: StrikeEvent | None) -> Iterator[Output]:
    """The event, and word of it to the regions if it is a wave that looks otherwise to them than before."""
    yield Output("strike-events", event.event_id, event, partition_key=event.region)
    if event.kind == "wave" and not (told_before and same_link(told_before, event)):
        yield from links(event)


class Changes:
    """Collects the writes and outputs of one step."""

    def __init__(self, tables: Tables, hood: Neighbourhood, rules: MergeRules, taken: Mention | None = None) -> None:
        self.writes: list[Write] = []
        self.outputs: list[Output] = []
        self.notes: Counter[str] = Counter()
        self._tables = tables
        self._hood = hood
        self._rules = rules
        self._taken = taken

    def publish(self, homes: set[str]) -> None:
        """Sends the events of these clusters, and those that gave way to them."""
        live = {home: self._hood.event_id(home) for home in sorted(homes) if self._hood.members(home)}
        founders = [before[0].mention_id for home in sorted(homes) if (before := self._hood.members_before(home))]
        for home, event_id in live.items():
            self._publish(home, event_id)
        self._give_way({event_id_of(self._hood.region, founder): founder for founder in founders}, live)

    def _publish(self, home: str, event_id: str) -> None:
        known: StrikeEvent | None = self._tables["events"].get(event_id)
        event = self._event(home, event_id, known)
        if event is None or (known is not None and replace(event, revision=known.revision) == known):
            return
        self.writes.append(Write("events", event_id, event))
        self.notes["found" if known is None else "update"] += 1
        self.outputs.extend(_sent(event, known))

    def _event(self, home: str, event_id: str, known: StrikeEvent | None) -> StrikeEvent | None:
        members = self._hood.members(home)
        mentions = [mention for trait in members if (mention := self._mention(trait.mention_id)) is not None]
        if len(mentions) < len(members) and known is not None:
            return self._late(known, mentions)
        if not mentions:
            return None  # all of it is forgotten
        event = build_event(event_id, 0, self._hood.region, anchor_of(home), mentions, None, self._rules)
        wave_id = self._wave_of(home, event)
        versions = sum(trait.versions for trait in members) + (wave_id is not None)
        return replace(event, wave_id=wave_id, revision=max(known.revision + 1 if known else 1, versions))

    def changes_wave(self, home: str) -> bool:
        """Is the cluster's event, as it was last sent, of another wave than it named?"""
        known: StrikeEvent | None = self._tables["events"].get(self._hood.event_id(home))
        return known is None or self._wave_of(home, known) != known.wave_id

    def _wave_of(self, home: str, event: StrikeEvent) -> str | None:
        days = (shifted(anchor_of(home), days) for days in (-1, 0, 1))
        return None if event.kind == "wave" else wave_of(event, {day: self._hood.cell(day).waves for day in days})

    def _mention(self, mention_id: str) -> Mention | None:
        if self._taken is not None and mention_id == self._taken.mention_id:
            return self._taken
        found: Mention | None = self._tables["mentions"].get(mention_key(self._hood.region, mention_id))
        return found

    def _late(self, event: StrikeEvent, mentions: list[Mention]) -> StrikeEvent:
        """A closed event, with late mentions among its sources; its values stay: their mentions are gone."""
        held = set(event.mention_ids)
        late = [m for m in mentions if m.status == "current" and m.mention_id not in held]
        if not late:
            return event
        self.notes["late:closed"] += len(late)
        return replace(
            event,
            revision=event.revision + 1,
            mention_ids=[*event.mention_ids, *(m.mention_id for m in late)],
            sources=[*event.sources, *sources_of(late)],
            updated_at=max(event.updated_at, *(m.published_at for m in late)),
        )

    def _give_way(self, before: dict[str, str], live: dict[str, str]) -> None:
        """Events whose founder is now of another event's cluster are merged into that one."""
        located = self._hood.located()
        gone = {day: dict(self._hood.cell(day).gone) for day in self._hood.loaded()}
        for event_id, founder in sorted({**self._hood.gone(), **before}.items()):
            day, home = located.get(founder, ("", ""))
            target = live.get(home)
            if target is None:
                continue
            for others in gone.values():
                others.pop(event_id, None)
            if target != event_id:
                gone[day][event_id] = founder
                self._merge_into(event_id, target)
        for day, ids in gone.items():
            self._hood.put_gone(day, ids)

    def _merge_into(self, event_id: str, target: str) -> None:
        known: StrikeEvent | None = self._tables["events"].get(event_id)
        if known is None or known.merged_into == target:
            return
        self.notes["merged"] += 1
        stub = replace(known, status="merged", merged_into=target, revision=known.revision + 1, mention_ids=[])
        self.writes.append(Write("events", event_id, stub))
        self.outputs.extend(_sent(stub, known))
