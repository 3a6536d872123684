"""The demo where there is no terminal: a line for each thing that happens, for logs and pipes."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from worker.records.alert import Alert
from worker.records.event import StrikeEvent
from worker.shell.demo import words
from worker.shell.demo.board import Board, Refusal


class Plain:
    """Prints what is new; of an event, only when it began, gained a source, changed its status or its losses."""

    def __init__(self, board: Board, console: Console) -> None:
        self._board = board
        self._console = console
        self._told: dict[str, tuple[object, ...]] = {}
        self._tenths = 0

    def stage(self, name: str) -> None:
        self._line("", name)

    def took(self, record: StrikeEvent | Alert | Refusal) -> None:
        match record:
            case StrikeEvent():
                self._event(record)
            case Alert():
                self._line(record.msg_type.lower(), f"{record.severity}: {record.headline}")
            case Refusal():
                self._line("refused", f"{record.reason}: {record.detail}")

    def _event(self, event: StrikeEvent) -> None:
        losses = words.losses(event)
        state = (event.status, words.reports(event), losses)
        before = self._told.get(event.event_id)
        if state == before:
            return
        self._told[event.event_id] = state
        kind = "event" if before is None else "revised"
        if event.status in ("merged", "retracted"):
            kind = event.status
        told = ". ".join(part for part in (words.where(event), words.when(event), words.what(event)) if part)
        self._line(kind, f"{told} [{words.reports(event)}: {words.some(words.outlets(event), 4)}]")

    def draw(self) -> None:
        tenths = 10 * self._board.finished // self._board.total
        if tenths > self._tenths:
            self._tenths = tenths
            self._line("", f"{self._board.finished} of {self._board.total} articles done")

    def _line(self, kind: str, text: str) -> None:
        self._console.print(Text(f"{kind:>9}  {text}"), soft_wrap=True)
