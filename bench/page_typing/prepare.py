"""The snapshot of a generated dump, and names to type."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

from discogs_ingest import generated
from harness import data
from serve_mix.prepare import draw_names

SEED, NAMES, LONGEST = 20260801, 40, 14


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    wanted = generated.releases_wanted(quick)
    folder, music = generated.dump(out, wanted), out / "music"
    generated.ingest(folder, music)
    drawn = [name[:LONGEST].strip() for name in draw_names(random.Random(SEED), folder)]
    names = [name for name in drawn if name.isascii() and len(name) >= 4][:NAMES]
    shutil.rmtree(folder)
    (music / "names.json").write_text(json.dumps(names))
    keys = sum(map(len, names[1:]))
    return {f"{wanted:,} releases": {"full": data.Set(music, keys, {"found": len(names)})}}


if __name__ == "__main__":
    data.main(prepare, made_by=Path(generated.discography()))
