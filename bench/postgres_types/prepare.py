"""How many types there are; load.py makes their tables."""

from __future__ import annotations

import json
from pathlib import Path

from harness import data
from postgres_types import kinds


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    count = len(kinds.KINDS)
    (out / "full").write_text(json.dumps({"types": count}))
    return {"all": {"full": data.Set(out / "full", count, {"types": count})}}


if __name__ == "__main__":
    data.main(prepare)
