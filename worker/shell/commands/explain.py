"""`strikewire explain`: why an event is what it is, worked out again from its mentions."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.cells import set_cell_size
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from worker import wire
from worker.flow import Flow
from worker.records.event import ClaimedQuantity, StrikeEvent
from worker.records.mention import DatePrecision, Mention
from worker.shell.commands.batch import Told, merged
from worker.shell.commands.terminal import console, followed, progress
from worker.steps.merge import STEP
from worker.steps.merge.explain import Comparison, Explanation, explain

SHOWN = 12
"""Refusals that are shown where not all are asked for."""
_DATED: dict[DatePrecision, str] = {"day": "on", "night": "night", "about": "about"}


def command(
    event_id: Annotated[str, typer.Argument(metavar="EVENT_ID", help="As in `strike-events`; one that gave way, too.")],
    source: Annotated[
        Path,
        typer.Option("--from", metavar="PATH", help="Mentions, one a line, or the output folder of `replay`."),
    ],
    every: Annotated[bool, typer.Option("--all", help="Every refusal, not the nearest alone.")] = False,
    json: Annotated[bool, typer.Option("--json", help="For programs: one object.")] = False,
) -> None:
    """Why an event is what it is: its mentions, what spoke for each, and what was turned away."""
    path = source / "mentions.jsonl" if source.is_dir() else source
    if str(path) != "-" and not path.is_file():
        raise typer.BadParameter(f"no such file: {path}", param_hint="--from")
    flow = Flow([STEP])
    with progress() as bars, followed(path, bars, "merging") as lines:
        sent = Told(merged(flow, lines))
    standing = _standing(sent.events, event_id)
    explanation = explain(flow.tables, standing.event_id) if standing else None
    if explanation is None:
        typer.echo(f"strikewire: these mentions make no event {event_id}", err=True)
        raise typer.Exit(1)
    if json:
        sys.stdout.buffer.write(wire.encode(explanation) + b"\n")
        sys.stdout.buffer.flush()
        return
    # As sent: of a date that has closed the tables keep none.
    mentions = {one.mention_id: one for one in sent.mentions.values() if one.region == explanation.event.region}
    if explanation.event.event_id != event_id:
        typer.echo(f"{event_id} gave way to {explanation.event.event_id}", err=True)
    now_in = {m: event.event_id for event in sent.events.values() for m in event.mention_ids}
    console().print(_rendered(explanation, mentions, now_in, None if every else SHOWN))


def _standing(events: Mapping[str, StrikeEvent], event_id: str) -> StrikeEvent | None:
    """The event, or the one that it gave way to in the end."""
    event = events.get(event_id)
    while event is not None and event.merged_into is not None:
        event = events.get(event.merged_into)
    return event


def _rendered(
    told: Explanation, mentions: Mapping[str, Mention], now_in: Mapping[str, str], shown: int | None
) -> RenderableType:
    """`now_in`: mention id → the event that has it."""
    reasons = {comparison.mention_id: comparison for comparison in told.joined}
    parts: list[RenderableType] = [Panel.fit(_summary(told.event), title=told.event.event_id, title_align="left")]
    parts.append(_title("Its mentions, and what spoke for each"))
    for mention_id in told.event.mention_ids:
        why = reasons.get(mention_id)
        parts.extend(_entry(mentions[mention_id], _points(why), _why(told, mention_id, why)))
    elsewhere = [(c.event_id, c) for c in told.elsewhere]
    refused = [(now_in.get(c.mention_id, ""), c) for c in told.refused]
    for title, compared in (("Its mentions, held against other events", elsewhere), ("Not of this event", refused)):
        if compared:
            parts.extend(_compared(title, compared, mentions, shown))
    return Group(*parts)


def _summary(event: StrikeEvent) -> Text:
    place = "" if event.kind == "wave" else f"{event.place.name if event.place else 'a place not named'}, "
    lines = [
        f"{event.kind} on {place}{event.region}, {event.date} ({event.date_precision})"
        f" by {event.attacker or 'a side not told'}",
        f"{event.status}: {len(event.sources)} articles, {event.independent_sources} independent",
        *([f"part of the wave {event.wave_id}"] if event.wave_id else []),
        *(f"{claim.by} {claim.stance} it" for claim in event.claims),
        *_figures(event),
    ]
    return Text("\n".join(_printable(line) for line in lines))


def _figures(event: StrikeEvent) -> Iterator[str]:
    """Every quantity with the values claimed for it, and by how many articles."""
    named: list[tuple[str, ClaimedQuantity | None]] = [
        (name.replace("_", " "), getattr(event.casualties, name)) for name in event.casualties.__struct_fields__
    ]
    for weapon in event.weapons:
        named += [(f"{weapon.type} {name}", getattr(weapon, name)) for name in ("launched", "intercepted", "hits")]
    for name, quantity in named:
        if quantity is not None:
            claims = Counter(claim.value for claim in quantity.claims)
            told = ", ".join(f"{value:g} ×{articles}" for value, articles in sorted(claims.items()))
            yield f"{name}: {quantity.value:g} ({quantity.qualifier.replace('_', ' ')}; claims {told})"


def _why(told: Explanation, mention_id: str, why: Comparison | None) -> str:
    roles = [
        role
        for role, its in (("gives the event its id", told.founder), ("the others are held against it", told.seed))
        if mention_id == its
    ]
    return "; ".join([*roles, *(why.reasons if why else [])])


def _compared(
    title: str, compared: Sequence[tuple[str, Comparison]], mentions: Mapping[str, Mention], shown: int | None
) -> Iterator[RenderableType]:
    """`compared`: each with the other event."""
    yield _title(title)
    # What only another event's points kept away was nearer than what a rule refuses.
    nearest = sorted(compared, key=lambda pair: (not pair[1].joins, pair[1].points is None, -(pair[1].points or 0)))
    for other, comparison in nearest[:shown]:
        why = "; ".join(comparison.reasons)
        yield from _entry(mentions[comparison.mention_id], _points(comparison), f"{other}: {why}" if other else why)
    if shown is not None and len(nearest) > shown:
        yield Text(f"and {len(nearest) - shown} more (--all)", style="dim")


def _title(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _entry(mention: Mention, points: str, why: str) -> Iterator[RenderableType]:
    """Two lines: what the mention is, in 80 columns, and the points and reasons."""
    place = mention.place.name if mention.place else ""
    cells = (
        (mention.outlet or mention.article_id, 20),
        (f"{mention.published_at:%m-%d %H:%M}", 11),
        (f"{_DATED[mention.date_precision]} {mention.date[5:]}", 11),
        (place, 14),
    )
    told = "  ".join(set_cell_size(_printable(text), width) for text, width in cells)
    yield Text.assemble(told, "  ", (mention.mention_id, "dim"))
    reasons = Table.grid(padding=(0, 2, 0, 0))
    reasons.add_column(justify="right", width=6)
    reasons.add_column()
    reasons.add_row(points, Text(_printable(why)))
    yield reasons


def _points(comparison: Comparison | None) -> str:
    return "" if comparison is None or comparison.points is None else f"{comparison.points:g}"


def _printable(text: str) -> str:
    """Without the signs that a terminal would obey."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "·" for sign in text)
