"""The names, their popularity, the queries, and the reference's answers. task.md says what they are like."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import Any

import numpy as np

from harness import data
from search_names import reference, vocabulary

SEED = 20260801
FULL, QUICK = 10_000_000, 1_000_000
QUERIES = 1_000
WORDS_PER_NAME = (0.15, 0.28, 0.26, 0.16, 0.08, 0.04, 0.03)  # of 1, 2, ... words
STYLES = (0.82, 0.10, 0.05, 0.03)  # Capital, lower, UPPER, Áccents
SEPARATORS = ([" ", " & ", "-"], (0.93, 0.03, 0.04))
CHUNK = 200_000
MOST_POPULAR = 1_100_000


def names_wanted(quick: bool) -> int:
    return int(os.environ.get("WIRESPEED_BENCH_NAMES", QUICK if quick else FULL))


def draw_words(rng: Any, count: int, vocabulary_size: int) -> Any:
    """Word numbers by Zipf's law: number r is drawn about 1 / (r + 1) as often as number 0."""
    return (np.exp(rng.random(count) * np.log(vocabulary_size)) - 1).astype(np.int32)


def write_names(out: Path, rng: Any, words: list[str], tokens: Any, starts: Any) -> list[str]:
    """names.txt and folded.txt; returns the folded names."""
    spelt = [[w.capitalize() for w in words], words, [w.upper() for w in words]]
    spelt.append([vocabulary.with_accents(w).capitalize() for w in words])
    folded: list[str] = []
    with (out / "names.txt").open("w") as names_file, (out / "folded.txt").open("w") as folded_file:
        for first in range(0, len(starts) - 1, CHUNK):
            chunk = starts[first : first + CHUNK + 1]
            numbers = tokens[chunk[0] : chunk[-1]].tolist()
            styles = rng.choice(len(STYLES), len(numbers), p=STYLES).tolist()
            gaps = rng.choice(SEPARATORS[0], len(numbers), p=SEPARATORS[1]).tolist()
            pieces = [gap + spelt[style][number] for gap, style, number in zip(gaps, styles, numbers, strict=True)]
            plain = [words[number] for number in numbers]
            edges = (chunk - chunk[0]).tolist()
            spans = list(itertools.pairwise(edges))
            names_file.writelines("".join(pieces[a:b])[len(gaps[a]) :] + "\n" for a, b in spans)
            some = [" ".join(plain[a:b]) for a, b in spans]
            folded_file.writelines(name + "\n" for name in some)
            folded += some
    return folded


def draw_queries(rng: Any, folded: list[str]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {"autocomplete": [], "two_words": [], "ranked": []}
    while any(len(queries) < QUERIES for queries in kinds.values()):
        words = folded[int(rng.integers(len(folded)))].split(" ")
        letters = int(rng.integers(3, 6))
        two = len(words) > 1 and words[0] != words[1]
        if two and rng.random() < 0.4:
            kinds["autocomplete"].append(f"{words[0]} {words[1][: letters - 1]}")
        elif len(words[0]) >= 3:
            kinds["autocomplete"].append(words[0][:letters])
        if two:
            kinds["two_words"].append(f"{words[0]} {words[1]}")
        kinds["ranked"].append(" ".join(words[:2]) if two and rng.random() < 0.5 else words[-1])
    return {kind: queries[:QUERIES] for kind, queries in kinds.items()}


def rank_order(popularity: Any, lengths: Any) -> Any:
    """Names by falling popularity, then length, then number."""
    return np.lexsort((lengths, -popularity.astype(np.int64))).astype(np.uint32)


def answers(words: list[str], tokens: Any, starts: Any, order: Any, queries: dict[str, list[str]]) -> dict[str, int]:
    token_names = np.repeat(np.arange(len(starts) - 1, dtype=np.uint32), np.diff(starts))
    right = reference.Reference(words, tokens, token_names, order)
    checked = {kind: some[: reference.CHECKED] for kind, some in queries.items()}
    return {
        "autocomplete_top": right.top(checked["autocomplete"], True),
        "two_words_count": right.count(checked["two_words"]),
        "two_words_top": right.top(checked["two_words"], False),
        "ranked_top": right.top(checked["ranked"], False),
    }


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    count, rng = names_wanted(quick), np.random.default_rng(SEED)
    sizes = rng.choice(np.arange(1, 1 + len(WORDS_PER_NAME)), count, p=WORDS_PER_NAME)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    words = vocabulary.spell(max(count // 5, 1_000))
    tokens = draw_words(rng, int(starts[-1]), len(words))
    folded = write_names(out, rng, words, tokens, starts)
    popularity = np.minimum(1 / (1 - rng.random(count)) ** (1 / 1.2), MOST_POPULAR).astype(np.uint32)
    order = rank_order(popularity, np.fromiter(map(len, folded), dtype=np.uint32, count=count))
    popularity.tofile(out / "popularity.u32")
    order.tofile(out / "order.u32")
    queries = draw_queries(rng, folded)
    lines = [f"{kind}\t{text}\n" for kind, some in queries.items() for text in some]
    (out / "queries.tsv").write_text("".join(lines))
    answer = answers(words, tokens, starts, order, queries)
    answer["begin_count"] = reference.begin_count(folded, queries["autocomplete"][: reference.CHECKED])
    return {f"{count:,} names": {"full": data.Set(out, count, answer)}}


if __name__ == "__main__":
    data.main(prepare)
