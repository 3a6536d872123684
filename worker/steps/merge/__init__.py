"""Merge: mentions of one strike become one event.

rules.py       the constants, each with its reason
traits.py      mention → the keys that decide
compare.py     may this mention be of that cluster, and why
cluster.py     a neighbourhood's mentions → clusters
neighbourhood.py  the cells around a date, read as they are needed
values.py      claims → the current best value
sources.py     independent sources
build.py       a cluster's mentions → its event
waves.py       a wave → what its regions are told, and back
horizon.py     what closes, and what is forgotten
step.py        the step
explain.py     why an event is what it is
"""

from worker.steps.merge.step import STEP, merge

__all__ = ["STEP", "merge"]
