"""`strikewire extract`, `replay`, `merge`: the steps over files."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from worker import wire
from worker.flow import Flow, run
from worker.formats.mentions import mention_from
from worker.records.alert import Alert
from worker.records.article import Article
from worker.records.counts import RegionCounts
from worker.records.event import StrikeEvent
from worker.records.flow import Rejected
from worker.records.mention import Mention
from worker.shell.batch import articles_in, readings_of
from worker.shell.commands.arguments import input_file
from worker.shell.commands.terminal import followed, progress
from worker.shell.wiring import steps
from worker.steps import merge as merging
from worker.steps.extract.explain import render
from worker.steps.step import Output
from worker.steps.watch.rules import SHIPPED, load_rules

ArticlesFile = Annotated[
    Path,
    typer.Argument(
        metavar="ARTICLES.jsonl|-",
        help="Articles, one a line (gzip by its ending); - is standard input.",
        callback=input_file,
    ),
]
Model = Annotated[str, typer.Option(envvar="STRIKEWIRE_MODEL", help="The spaCy model.")]
Processes = Annotated[int, typer.Option(envvar="STRIKEWIRE_PROCESSES", min=1, help="Language processes.")]
Rules = Annotated[
    Path | None,
    typer.Option(
        envvar="STRIKEWIRE_ALERT_RULES", exists=True, dir_okay=False, help="Alert rules in place of those shipped."
    ),
]
CORES = os.cpu_count() or 1


def complain(rejected: Rejected) -> None:
    where = "" if rejected.offset is None else f"line {rejected.offset + 1}: "
    print(f"strikewire: {where}{rejected.reason}: {rejected.detail}", file=sys.stderr)


def extract(
    articles: ArticlesFile,
    explain: Annotated[bool, typer.Option(help="Show each article with its evidence marked, for people.")] = False,
    model: Model = "en_core_web_sm",
    processes: Processes = 1,
) -> None:
    """The mentions in articles, as JSON, one a line, in input order."""
    with progress(prints=True) as bars, followed(articles, bars, "extracting") as lines:
        accepted = _accepted(articles_in(lines), [])
        if explain:
            console = Console()
            for article, reading in readings_of(accepted, model, processes):
                console.print(render(article, reading))
            return
        for _, reading in readings_of(accepted, model, processes):
            for mention in reading.mentions:
                sys.stdout.buffer.write(wire.encode(mention) + b"\n")
        sys.stdout.buffer.flush()


def _accepted(found: Iterable[Article | Rejected], rejected: list[Rejected]) -> Iterator[Article]:
    for item in found:
        if isinstance(item, Rejected):
            rejected.append(item)
            complain(item)
        else:
            yield item


def replay(
    articles: ArticlesFile,
    out: Annotated[
        Path, typer.Option(metavar="DIR", file_okay=False, help="Where the five files go; made if missing.")
    ],
    model: Model = "en_core_web_sm",
    processes: Processes = CORES,
    alert_rules: Rules = None,
    json: Annotated[bool, typer.Option("--json", help="The summary as JSON.")] = False,
) -> None:
    """The whole pipeline over a file, by event time."""
    specs = steps(load_rules(alert_rules or SHIPPED))
    out.mkdir(parents=True, exist_ok=True)
    rejected: list[Rejected] = []
    with progress() as bars, followed(articles, bars, "extracting") as lines:
        accepted = _accepted(articles_in(lines), rejected)
        readings = [reading for _, reading in readings_of(accepted, model, processes)]
        # By event time: the order of publication, and of the file within one instant.
        readings.sort(key=lambda reading: reading.published_at)
        flow, outputs = run(specs, readings)
        told = Told(bars.track(outputs, description="merging, counting"))
    with ExitStack() as files:

        def write(name: str, records: Iterable[msgspec.Struct]) -> int:
            target = files.enter_context((out / name).open("wb"))
            return sum(bool(target.write(wire.encode(record) + b"\n")) for record in records)

        totals = {
            "articles": len(readings) + len(rejected),
            "rejected": write("rejected.jsonl", rejected),
            "mentions": write("mentions.jsonl", told.current_mentions()),
            "events": write("events.jsonl", told.in_order()),
            "regions": write("region-counts.jsonl", (told.counts[region] for region in sorted(told.counts))),
            "alerts": write("alerts.jsonl", told.alerts.values()),
        }
    outcomes: Counter[str] = Counter(rejected=len(rejected))
    for name, times in flow.notes.items():
        step, _, outcome = name.partition(":outcome:")
        if step in ("intake", "ledger"):
            outcomes[outcome] += times
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(totals | {"outcomes": outcomes}) + b"\n")
    else:
        each = ", ".join(f"{n} {name}" for name, n in sorted(outcomes.items()))
        typer.echo(f"{totals['articles']} articles: {each}", err=True)
        typer.echo(
            f"{totals['mentions']} mentions, {totals['events']} events, {totals['regions']} regions, "
            f"{totals['alerts']} alert messages in {out}",
            err=True,
        )


class Told:
    """What has gone out in the end: as a reader of the compacted topics has it, with every message of the alerts.

    Not the tables: these forget what is long past.
    """

    def __init__(self, outputs: Iterable[Output]) -> None:
        self.mentions: dict[tuple[str, str], Mention] = {}
        self.events: dict[str, StrikeEvent] = {}
        self.counts: dict[str, RegionCounts] = {}
        self.alerts: dict[tuple[str, int], Alert] = {}
        for output in outputs:
            match output.value:
                case Mention() as mention:
                    self.mentions[mention.region, mention.mention_id] = mention
                case StrikeEvent() as event:
                    self.events[event.event_id] = event
                case RegionCounts() as counts:
                    self.counts[output.key] = counts
                case Alert() as alert:
                    self.alerts.setdefault((alert.alert_id, alert.revision), alert)

    def current_mentions(self) -> list[Mention]:
        """The newest version of each that its article still tells, in the order they were first told."""
        return [mention for mention in self.mentions.values() if mention.status == "current"]

    def in_order(self) -> list[StrikeEvent]:
        """The events by the time of their first report."""
        return sorted(self.events.values(), key=lambda event: (event.first_reported_at, event.event_id))


def merged(flow: Flow, lines: Iterable[bytes]) -> Iterator[Output]:
    """Takes in mentions, one a line; complains of those that cannot be read."""
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        mention = mention_from(line)
        if isinstance(mention, Rejected):
            complain(msgspec.structs.replace(mention, offset=number))
            continue
        yield from flow.take(Output("mentions", mention.region, mention))


def merge(
    mentions: Annotated[
        Path,
        typer.Argument(
            metavar="MENTIONS.jsonl|-",
            help="Mentions, one a line (gzip by its ending); - is standard input.",
            callback=input_file,
        ),
    ],
) -> None:
    """Events from mentions, as JSON, one a line, the current state of each."""
    with progress(prints=True) as bars, followed(mentions, bars, "merging") as lines:
        told = Told(merged(Flow([merging.STEP]), lines))
    for event in told.in_order():
        sys.stdout.buffer.write(wire.encode(event) + b"\n")
    sys.stdout.buffer.flush()
