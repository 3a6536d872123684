"""Tests mirror `worker/`; `stream/` and `faults/` run the worker against a broker."""
