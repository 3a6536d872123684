"""An alert, in the terms of the Common Alerting Protocol (OASIS CAP 1.2)."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from worker.records.instant import Instant
from worker.records.mention import Code

Severity = Literal["Extreme", "Severe", "Moderate", "Minor", "Unknown"]
Urgency = Literal["Immediate", "Expected", "Future", "Past", "Unknown"]
MsgType = Literal["Alert", "Update", "Cancel"]
Certainty = Literal["Observed", "Likely", "Possible", "Unlikely", "Unknown"]


class Alert(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One message of an alert's life.  `alert_id` names the alert, `revision` the message."""

    alert_id: str
    revision: int
    rule: str
    """The one that tells of it: the first that its strikes meet."""
    rules: list[str] = []
    """All that its strikes meet, that one first; it is as severe as the severest."""
    msg_type: MsgType
    severity: Severity
    urgency: Urgency
    certainty: Certainty
    region: Code
    regions: list[Code]
    headline: str
    description: str
    event_ids: list[str]
    """What it rests on: of each region at most ten events; `/alerts/ID` of a worker gives all."""
    events: int = 0
    """How many events those are, with the ones not listed."""
    incidents: list[str] = []
    """What alerts of one incident have in common: the barrage that its strikes were part of, else the strikes."""
    references: list[str]
    """Earlier messages of this alert, each as `alert_id/revision`; the last twenty."""
    references_sent: list[Instant] = []
    """When each of them was sent, in the same order: CAP names an earlier message by its time too."""
    sent: Instant
    """Event time of the change that caused the message."""
    expires: Instant
    geometry: dict[str, Any] | None
    traceparent: str | None = None
