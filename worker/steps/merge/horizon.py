"""What closes, and what is forgotten, as a region's news moves on: by event time, so that a replay does the same.

A date closes `close_days` after which its events stay as they are: their mentions go, their keys stay, so that a late
mention still finds its event.  After `forget_days` all of it goes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from worker.records.neighbourhood import Agenda
from worker.steps.merge.cells import event_id_of, mention_key, shifted
from worker.steps.merge.neighbourhood import Neighbourhood
from worker.steps.merge.rules import MergeRules
from worker.steps.step import Write


def agenda_with(agenda: Agenda | None, date: str, published: str) -> Agenda:
    """The region's agenda with a date on it, and the day of publication that its news has come to."""
    if agenda is None:
        return Agenda(newest=published, dates=[date])
    dates, closed = agenda.dates, agenda.closed
    at = bisect_left(dates, date)
    if at == len(dates) or dates[at] != date:
        dates = [*dates[:at], date, *dates[at:]]
        closed = min(closed, at)
    return Agenda(newest=max(agenda.newest, published), dates=dates, closed=closed)


def is_forgotten(agenda: Agenda | None, date: str, rules: MergeRules) -> bool:
    return agenda is not None and date < shifted(agenda.newest, -rules.forget_days)


def expire(agenda: Agenda, hood: Neighbourhood, rules: MergeRules) -> tuple[Agenda, list[Write]]:
    """Closes and forgets what is due: the agenda without it, and the changes of the tables beside the hood's own."""
    writes: list[Write] = []
    forgotten = bisect_left(agenda.dates, shifted(agenda.newest, -rules.forget_days))
    due = bisect_left(agenda.dates, shifted(agenda.newest, -rules.close_days))
    for day in agenda.dates[agenda.closed : due]:
        writes.extend(Write("mentions", mention_key(hood.region, mention_id), None) for mention_id in hood.traits(day))
        hood.put_closed(day)
    for day in agenda.dates[:forgotten]:
        writes.extend(_forget(day, hood))
    return Agenda(
        newest=agenda.newest, dates=agenda.dates[forgotten:], closed=max(due, agenda.closed) - forgotten
    ), writes


def _forget(day: str, hood: Neighbourhood) -> Iterator[Write]:
    cell = hood.cell(day)
    for mention_id in sorted({*hood.traits(day), *cell.gone.values()}):
        yield Write("mentions", mention_key(hood.region, mention_id), None)
        yield Write("events", event_id_of(hood.region, mention_id), None)
    for wave_id in cell.waves:
        yield Write("waves", f"{hood.region}|{wave_id}", None)
    hood.forget(day)
