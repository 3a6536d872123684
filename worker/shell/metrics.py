"""Every metric: names, units and labels.  Labels are bounded: no outlet, no article, no event is ever one.

Names follow Prometheus: the prefix, base units, `_total` for what only grows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import version
from typing import get_args

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

from worker import wire
from worker.records.event import EventStatus
from worker.records.flow import Outcome
from worker.records.mention import Kind

# A second series for each counter and histogram that says when it began: no base unit, and nobody asks.
disable_created_metrics()  # type: ignore[no-untyped-call]

BUILD = Gauge("strikewire_build_info", "The version at work; always 1", ["version"])
BUILD.labels(version("strikewire")).set(1)

# What a worker had finished and not yet committed when it was killed comes again, and its successor counts it too: some
# seconds' worth.  What counts strikes is in the topics, and counts nothing twice.
AGAIN = "; after a crash, what comes again is counted again"
# Articles, by what became of each: mentions, irrelevant, duplicate, rejected or withdrawn.  Their sum is all articles.
ARTICLES = Counter("strikewire_articles_total", f"Articles, by what became of each{AGAIN}", ["outcome"])
# Mentions as read from articles, by kind: strike, wave, interception.  A corrected article's are counted again.
MENTIONS = Counter("strikewire_mentions_total", f"Mentions read from articles{AGAIN}", ["kind"])
# Revisions of events sent, each once, by the status they leave the event in.
EVENTS = Counter("strikewire_event_revisions_total", "Revisions of events sent", ["status"])
# Alert messages sent, each revision once; rules are those of the rule file.
ALERTS = Counter("strikewire_alerts_total", "Alert messages sent", ["rule", "msg_type", "severity"])
# What steps tell of themselves, such as joins and refusals.
NOTES = Counter("strikewire_step_notes_total", f"What the steps tell of themselves{AGAIN}", ["step", "note"])
# Records refused, by a small set of reasons; each is a dead letter.
REJECTIONS = Counter(
    "strikewire_rejections_total", f"Records refused and kept as dead letters{AGAIN}", ["stage", "reason"]
)

# How late alerts are.  Publication is what the article says, arrival is the timestamp of its record.
DELAYS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 6 * 3600, 86400, 7 * 86400)
PUBLICATION_TO_ALERT = Histogram(
    "strikewire_publication_to_alert_seconds", "From the publication that changed an event to its alert", buckets=DELAYS
)
ARRIVAL_TO_ALERT = Histogram(
    "strikewire_arrival_to_alert_seconds", "From the arrival of an article to the alert it caused", buckets=DELAYS
)
# Time at work: normalise and gate (a fetch), extract (a batch), ledger, merge, tally, watch (a record).
STAGE = Histogram(
    "strikewire_stage_seconds",
    "Time a stage takes for one unit of its work",
    ["stage"],
    buckets=(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)

# What waits.
LAG_RECORDS = Gauge("strikewire_lag_records", "Records not yet finished", ["topic", "partition"])
LAG_SECONDS = Gauge(
    "strikewire_lag_seconds", "How long the oldest unfinished record has waited, about", ["topic", "partition"]
)
COMMITS = Counter("strikewire_commits_total", "Commits of finished offsets by the intake")

# State.
TABLE_ROWS = Gauge("strikewire_table_rows", "Rows of a table on this worker", ["table"])
RECOVERING = Gauge("strikewire_recovering", "1 while tables are read from their changelogs")
RECOVERY_REMAINING = Gauge("strikewire_recovery_remaining_records", "Changelog records still to be read")
READY = Gauge("strikewire_ready", "1 when the worker has its partitions and tables and takes in articles")

# Language processes.
LANGUAGE_PROCESSES = Gauge("strikewire_language_processes", "Language processes that may be at work at once")
PROCESS_FAILURES = Counter("strikewire_process_failures_total", "Language batches that failed", ["cause"])

# Event time.
WATERMARK = Gauge("strikewire_watermark_timestamp_seconds", "Event time: the newest publication seen")
LAST_ARTICLE = Gauge("strikewire_last_article_timestamp_seconds", "When the last article arrived")

TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
"""W3C Trace Context, version 00."""


def exemplar(traceparent: str | None) -> dict[str, str] | None:
    """Labels that lead from an observation to its trace; None without a well-formed one."""
    found = TRACEPARENT.fullmatch(traceparent or "")
    return {"trace_id": found[1], "span_id": found[2]} if found else None


@dataclass(frozen=True, slots=True)
class CountGauges:
    """The rolling counts of all regions, or of all countries: what `region-counts` last said.

    They fall as well as rise, so they are gauges.  Two families, since a country's counts hold those of its regions.
    """

    totals: dict[str, Gauge]
    """By the field of `WindowCounts`."""
    without: Gauge
    outages: Gauge
    breakdowns: dict[str, Gauge]
    as_of: Gauge
    info: Gauge


def _counts(scope: str, *described_by: str) -> CountGauges:
    where = [scope, "window"]

    def gauge(name: str, told: str, *labels: str) -> Gauge:
        return Gauge(f"strikewire_{scope}_{name}", f"{told} (by event time)", [*where, *labels])

    return CountGauges(
        totals={
            "strikes": gauge("strikes", "Strikes within the window"),
            "interceptions": gauge("interceptions", "Attacks within the window of which nothing came down"),
            "waves": gauge("waves", "Waves over a country within the window"),
            "launched": gauge("weapons_launched", "Weapons reported as launched within the window"),
            "intercepted": gauge("weapons_intercepted", "Weapons reported as shot down within the window"),
            "hits": gauge("weapons_hit", "Weapons reported as having struck within the window"),
            "killed": gauge("killed", "People reported killed within the window"),
            "injured": gauge("injured", "People reported injured within the window"),
        },
        without=gauge(
            "people_without", "People reported cut off within the window; other units are not added", "service"
        ),
        outages=gauge("outages", "Strikes within the window that cut off a service", "service"),
        breakdowns={
            "by_weapon": gauge("strikes_by_weapon", "Strikes with that weapon; one with two counts twice", "weapon"),
            "by_target": gauge("strikes_by_target", "Strikes on that target; one on two counts twice", "target"),
            "by_attacker": gauge("strikes_by_attacker", "Strikes by that country", "attacker"),
        },
        as_of=Gauge(f"strikewire_{scope}_as_of_timestamp_seconds", "Event time of the counts' last change", [scope]),
        info=Gauge(f"strikewire_{scope}_info", "What the code stands for; always 1", [scope, *described_by]),
    )


# Only by the worker whose partitions hold the place: with several workers each place is there once.
REGIONS = _counts("region", "country", "name", "latitude", "longitude")
COUNTRIES = _counts("country", "name")

# A counter that begins with its first increment hides that one from rate() and increase(), so what can be known begins
# at 0.
for _outcome in get_args(Outcome):
    ARTICLES.labels(_outcome)
for _kind in get_args(Kind):
    MENTIONS.labels(_kind)
for _status in get_args(EventStatus):
    EVENTS.labels(_status)
for _reason in get_args(wire.Reason):
    REJECTIONS.labels(wire.STAGE, _reason)
for _stage in ("normalise", "extract"):
    STAGE.labels(_stage)
for _cause in ("timeout", "process_died", "extract_failed"):
    PROCESS_FAILURES.labels(_cause)
