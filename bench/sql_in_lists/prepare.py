"""Nothing but which values are meant."""

from __future__ import annotations

from pathlib import Path

from harness import data
from sql_in_lists import samples


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    sets = {}
    for kind, make in samples.SAMPLES.items():
        path = out / kind
        path.write_text(kind)
        answer = {"values": samples.digest(make().tolist())}
        sets[kind] = {"full": data.Set(path, samples.VALUES * samples.TIMES, answer)}
    return sets


if __name__ == "__main__":
    data.main(prepare)
