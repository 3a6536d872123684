"""Ends a process of a pool when the process that it works for is gone, however that one ended."""

from __future__ import annotations

import multiprocessing
import os
import threading
from multiprocessing.connection import wait


def end_with_parent() -> None:
    """To be called once in a spawned process.

    A pool asks its processes to end; a pool that was killed cannot, and they would wait for work for ever.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        raise RuntimeError("this process was not started by multiprocessing")

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)  # nobody is there to hear of it

    threading.Thread(target=watch, name="parent", daemon=True).start()
