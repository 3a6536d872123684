"""The garbage collector, and what is loaded for good: a gazetteer, a parser; many objects that refer to each other."""

from __future__ import annotations

import gc


def settle() -> None:
    """Sets apart all that is loaded: for the owner of a process to call when it is.

    To look through it for garbage again and again takes a tenth of the time of reading.  What is set apart is never
    freed, not even when the process ends: so a file still open then may lose what it has not written.
    """
    gc.collect()
    gc.freeze()


def sweep() -> None:
    """Frees what was thrown away, though it was set apart."""
    settled = gc.get_freeze_count() > 0
    gc.unfreeze()
    gc.collect()
    if settled:
        gc.freeze()
