"""Merge: mentions of one strike become one event.

- `step`: the step, and its tables
- `rules`: the constants, each with its reason
- `traits`: mention → the keys that decide
- `figures`: do two reports give figures that tell one strike from another
- `cluster`: the mentions taken for one strike so far
- `compare`: may this mention be of that cluster, and why
- `cells`: the keys of a region by date
- `echoes`: mentions whose figures are of a neighbouring date
- `neighbourhood`: the mentions around a date → clusters
- `publish`: what changed → the events to store and to send
- `build`: a cluster's mentions → its event
- `values`: claims → the current best value
- `sources`: independent sources
- `waves`: a wave → what its regions are told, and back
- `horizon`: what closes, and what is forgotten
- `explain`: why an event is what it is
"""

from worker.steps.merge.step import STEP, merge

__all__ = ["STEP", "merge"]
