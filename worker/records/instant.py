"""A point in time, as every record states it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""An aware time: a naive one is refused where a record is decoded."""
