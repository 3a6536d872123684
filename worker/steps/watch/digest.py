"""The digest of an hour: the alerts beyond the bound in one message.  A flood drowns nobody, and nothing is lost.

That every alert is told, alone or in the digest, does not depend on the order of the events; which of an hour's alerts
are told alone does: those that came first.  No rule could have it otherwise that keeps the bound and tells at once: it
would have to choose by alerts yet to come, or to take back what was sent.  The same order gives the same choice.
"""

from __future__ import annotations

from hashlib import blake2b

import msgspec

from worker.records.alert import Alert
from worker.records.mention import Code
from worker.records.watching import AlertHour
from worker.regions import name_of
from worker.steps.watch.message import RANK, following

RULE = "digest"


def hour_of(country: Code, message: Alert) -> str:
    """Key of the hour of event time that a message falls in."""
    return f"{country}/{message.sent:%Y-%m-%dT%H}"


def listed(hour: AlertHour, message: Alert) -> AlertHour:
    """The hour with the message in its digest; a cancelled one is left out."""
    over = {name: other for name, other in hour.over.items() if name != message.alert_id}
    if message.msg_type != "Cancel":
        over[message.alert_id] = message
    return msgspec.structs.replace(hour, over=dict(sorted(over.items())))


def is_milestone(hour: AlertHour) -> bool:
    """The digest is sent at 1, 2, 4, 8, … alerts at once, and with the next tick otherwise."""
    return len(hour.over).bit_count() == 1


def digest(key: str, hour: AlertHour) -> Alert | None:
    """The digest's next message; None where there is nothing to say."""
    alerts, last = list(hour.over.values()), hour.digest
    country = key.partition("/")[0]
    name = f"{RULE}-{blake2b(key.encode(), digest_size=8).hexdigest()}"
    if not alerts:
        if last is None or last.msg_type == "Cancel":
            return None
        return following(msgspec.structs.replace(last, msg_type="Cancel"), last)
    worst = max(alerts, key=lambda alert: RANK[alert.severity])
    event_ids = sorted({event_id for alert in alerts for event_id in alert.event_ids})
    again = last is not None and last.msg_type != "Cancel"
    message = Alert(
        alert_id=name,
        revision=1,
        rule=RULE,
        msg_type="Update" if again else "Alert",
        severity=worst.severity,
        urgency=worst.urgency,
        certainty=worst.certainty,
        region=country,
        regions=sorted({region for alert in alerts for region in alert.regions}),
        headline=f"{name_of(country)}: {len(alerts)} more alerts in one hour",
        description="\n".join(f"{alert.severity}: {alert.headline} [{alert.alert_id}]" for alert in alerts),
        event_ids=event_ids,
        events=len(event_ids),
        references=[],
        sent=max(alert.sent for alert in alerts),
        expires=max(alert.expires for alert in alerts),
        geometry=None,
        traceparent=worst.traceparent,
    )
    return following(message, last)
