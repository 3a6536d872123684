"""`strikewire explain`: why an event is what it is, worked out again from its mentions."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from worker import wire
from worker.flow import Flow
from worker.records.event import ClaimedQuantity, StrikeEvent
from worker.records.mention import Mention
from worker.shell.commands.batch import Told, merged
from worker.shell.commands.terminal import followed, progress
from worker.steps.merge import STEP
from worker.steps.merge.explain import Comparison, Explanation, explain

SHOWN = 12
"""Refusals that are shown where not all are asked for."""


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
    Console().print(_rendered(explanation, mentions, now_in, None if every else SHOWN))


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
    held = [mentions[mention_id] for mention_id in told.event.mention_ids]
    reasons = {comparison.mention_id: comparison for comparison in told.joined}
    parts: list[RenderableType] = [Panel(_summary(told.event), title=told.event.event_id, title_align="left")]
    rows = _table("Its mentions, and what spoke for each", "joined by")
    for mention in held:
        why = reasons.get(mention.mention_id)
        _row(rows, mention, _points(why), _why(told, mention.mention_id, why))
    parts.append(rows)
    elsewhere = [(c.event_id, c) for c in told.elsewhere]
    refused = [(now_in.get(c.mention_id, ""), c) for c in told.refused]
    for title, compared in (("Its mentions, held against other events", elsewhere), ("Not of this event", refused)):
        if compared:
            parts.extend(_compared(title, compared, mentions, shown))
    return Group(*parts)


def _summary(event: StrikeEvent) -> Text:
    place = event.place.name if event.place else "place not named"
    lines = [
        f"{event.kind} on {place}, {event.region}, {event.date} ({event.date_precision})"
        f" by {event.attacker or 'a side not told'}",
        f"{event.status}: {len(event.sources)} articles, {event.independent_sources} independent",
        *_figures(event),
    ]
    return Text("\n".join(_printable(line) for line in lines))


def _figures(event: StrikeEvent) -> Iterator[str]:
    """Every quantity with the values claimed for it."""
    named: list[tuple[str, ClaimedQuantity | None]] = [
        (name.replace("_", " "), getattr(event.casualties, name)) for name in event.casualties.__struct_fields__
    ]
    for weapon in event.weapons:
        named += [(f"{weapon.type} {name}", getattr(weapon, name)) for name in ("launched", "intercepted", "hits")]
    for name, quantity in named:
        if quantity is not None:
            claims = sorted({claim.value for claim in quantity.claims})
            others = f", claimed {', '.join(f'{value:g}' for value in claims)}" if len(claims) > 1 else ""
            yield f"{name}: {quantity.value:g} ({quantity.qualifier.replace('_', ' ')}{others})"


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
    rows = _table(title, "because", "other event")
    # What only another event's points kept away was nearer than what a rule refuses.
    nearest = sorted(compared, key=lambda pair: (not pair[1].joins, pair[1].points is None, -(pair[1].points or 0)))
    for other, comparison in nearest[:shown]:
        _row(rows, mentions[comparison.mention_id], _points(comparison), "; ".join(comparison.reasons), other)
    yield rows
    if shown is not None and len(nearest) > shown:
        yield Text(f"and {len(nearest) - shown} more (--all)", style="dim")


def _table(title: str, *last: str) -> Table:
    rows = Table(title=title, title_justify="left", title_style="bold", expand=True, pad_edge=False, box=None)
    rows.add_column("mention", no_wrap=True, style="dim")
    rows.add_column("outlet", overflow="ellipsis", no_wrap=True, max_width=24)
    rows.add_column("published", no_wrap=True)
    rows.add_column("of", no_wrap=True)
    rows.add_column("place", overflow="ellipsis", no_wrap=True, max_width=20)
    rows.add_column("points", justify="right")
    rows.add_column(last[0], ratio=1)
    for name in last[1:]:
        rows.add_column(name, no_wrap=True)
    return rows


def _row(rows: Table, mention: Mention, points: str, *why: str) -> None:
    cells = (
        mention.mention_id,
        mention.outlet or mention.article_id,
        f"{mention.published_at:%m-%d %H:%M}",
        f"{mention.date[5:]} {mention.date_precision}",
        mention.place.name if mention.place else "",
        points,
        *why,
    )
    rows.add_row(*(Text(_printable(cell)) for cell in cells))


def _points(comparison: Comparison | None) -> str:
    return "" if comparison is None or comparison.points is None else f"{comparison.points:g}"


def _printable(text: str) -> str:
    """Without the signs that a terminal would obey."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "·" for sign in text)
