from __future__ import annotations

from worker.shell.known import KnownKeys


def test_what_was_added_is_found_and_hardly_anything_else() -> None:
    known = KnownKeys()
    keys = [f"https://gazette.example/{number}".encode() for number in range(20_000)]
    for key in keys:
        known.add(key)
    assert all(key in known for key in keys)
    others = sum(f"https://tribune.example/{number}".encode() in known for number in range(20_000))
    assert others < 20, "one in a thousand would be far more than the size allows for"
