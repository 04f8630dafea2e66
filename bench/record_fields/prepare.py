"""What is asked of a record; the values are in fields.py."""

from __future__ import annotations

from pathlib import Path

from harness import data

CALLS = {"first": 200_000, "warm": 1_000_000, "construct": 200_000}


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    variants = {}
    for variant, calls in CALLS.items():
        path = out / variant
        path.write_text(str(calls // (20 if quick else 1)))
        answer = {"values": ["123456", "0.5", "2026-11-22 18:32:03.123456", "a code of its own"]}
        variants[variant] = {"full": data.Set(path, calls, answer)}
    return variants


if __name__ == "__main__":
    data.main(prepare)
