"""The cells of one region around a date: read as they are needed, with the changes made to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b

from msgspec.structs import replace

from worker.records.neighbourhood import Cell, Trait, WaveSeen
from worker.steps.step import Tables, Write

_EMPTY = Cell()


@lru_cache(maxsize=4096)
def shifted(day: str, days: int) -> str:
    """The date so many days later; the first and last dates there are have no neighbours beyond."""
    try:
        return (date.fromisoformat(day) + timedelta(days)).isoformat()
    except OverflowError:
        return day


def _by_publication(trait: Trait) -> tuple[bool, datetime, str]:
    return (trait.late, trait.published_at, trait.mention_id)


def cell_key(region: str, day: str) -> str:
    return f"{region}|{day}"


def mention_key(region: str, mention_id: str) -> str:
    """Key of a row of the table `mentions`: a correction may tell of another region under the same id."""
    return f"{region}|{mention_id}"


def event_id_of(region: str, founder: str) -> str:
    """The id of the event that a mention founded in a region."""
    return f"ev-{blake2b(f'{region}|{founder}'.encode(), digest_size=8).hexdigest()}"


def anchor_of(home: str) -> str:
    return home[:10]


class Cells:
    """Rows of the table `cells`, their mentions by id, and what has changed since they were read."""

    def __init__(self, tables: Tables, region: str) -> None:
        self.region = region
        self._stored = tables["cells"]
        self._cells: dict[str, Cell] = {}
        self._traits: dict[str, dict[str, Trait]] = {}
        self._by_home: dict[str, defaultdict[str, list[Trait]]] = {}
        self._changed: set[str] = set()
        self._before: dict[str, Trait | None] = {}
        """Mention → its keys as they were read, of those that have changed since; None where it is new."""
        self._homes: set[str] = set()
        """Clusters that gained a mention."""

    def cell(self, day: str) -> Cell:
        if day not in self._cells:
            self._cells[day] = self._stored.get(cell_key(self.region, day)) or _EMPTY
        return self._cells[day]

    def traits(self, day: str) -> dict[str, Trait]:
        if day not in self._traits:
            self._traits[day] = {trait.mention_id: trait for trait in self.cell(day).traits}
        return self._traits[day]

    def writes(self) -> Iterator[Write]:
        for day in sorted(self._changed):
            cell = replace(self.cell(day), traits=list(self.traits(day).values()))
            yield Write("cells", cell_key(self.region, day), None if cell == _EMPTY else cell)

    def members(self, home: str) -> list[Trait]:
        """The mentions of a cluster now, in order of publication, those that came late after the others."""
        return sorted(self._of(home), key=_by_publication)

    def members_before(self, home: str) -> list[Trait]:
        """The mentions that the cluster had, in order of publication."""
        kept = (t for t in self._of(home) if t.mention_id not in self._before)
        had = [t for t in (*kept, *self._before.values()) if t is not None and t.home == home]
        return sorted(had, key=_by_publication)

    def event_id(self, home: str) -> str:
        """Of a cluster that has mentions."""
        return event_id_of(self.region, self.members(home)[0].mention_id)

    def touched(self) -> set[str]:
        """The clusters whose mentions have changed, old homes and new."""
        return self._homes | {trait.home for trait in self._before.values() if trait is not None}

    def trait(self, day: str, mention_id: str) -> Trait | None:
        return self.traits(day).get(mention_id)

    def located(self) -> dict[str, tuple[str, str]]:
        """The mentions of the cells read so far: the date and the home of each."""
        return {
            mention_id: (day, trait.home)
            for day, traits in self._traits.items()
            for mention_id, trait in traits.items()
        }

    def gone(self) -> dict[str, str]:
        """Event ids that gave way, each with its founder, of the cells read so far."""
        return {event_id: founder for cell in self._cells.values() for event_id, founder in cell.gone.items()}

    def loaded(self) -> list[str]:
        """The dates of the cells read so far."""
        return sorted(self._cells)

    def put_waves(self, day: str, waves: dict[str, WaveSeen]) -> bool:
        """Sets the waves known over a date; was that a change?"""
        return self._put_cell(day, replace(self.cell(day), waves=waves))

    def put_gone(self, day: str, gone: dict[str, str]) -> None:
        """Sets the event ids that gave way, of those whose founders give this date."""
        self._put_cell(day, replace(self.cell(day), gone=gone))

    def put_closed(self, day: str) -> None:
        self._put_cell(day, replace(self.cell(day), closed=True))

    def forget(self, day: str) -> None:
        self._cells[day] = _EMPTY
        self._traits[day] = {}
        self._by_home.pop(day, None)
        self._changed.add(day)

    def _put_cell(self, day: str, cell: Cell) -> bool:
        if cell == self.cell(day):
            return False
        self._cells[day] = cell
        self._changed.add(day)
        return True

    def _of(self, home: str) -> Iterator[Trait]:
        anchor = anchor_of(home)
        for day in (shifted(anchor, -1), anchor, shifted(anchor, 1)):
            if day not in self._by_home:
                found = self._by_home[day] = defaultdict(list)
                for trait in self.traits(day).values():
                    found[trait.home].append(trait)
            yield from self._by_home[day].get(home, ())

    def _store(self, day: str, trait: Trait) -> None:
        self._before.setdefault(trait.mention_id, self.trait(day, trait.mention_id))
        self.traits(day)[trait.mention_id] = trait
        self._by_home.pop(day, None)
        self._changed.add(day)

    def _remove(self, day: str, trait: Trait) -> None:
        self._before.setdefault(trait.mention_id, trait)
        del self.traits(day)[trait.mention_id]
        self._by_home.pop(day, None)
        self._changed.add(day)
