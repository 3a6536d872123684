"""The records that flow through strikewire, as frozen typed structures; nothing here does anything.

`gc=False`: a record is never part of a cycle, so the collector of cycles need not visit the hundreds of thousands of
them that a worker holds.
"""
