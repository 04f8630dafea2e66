"""What the right answers are, from the word numbers that the names were made of: no folding, no index, no text.

Ranks are positions in the order of popularity, length, number; a word's postings are the ranks of its names.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from typing import Any

import numpy as np

CHECKED = 200  # queries of each kind
MODULUS = 1 << 32


class Reference:
    def __init__(self, words: list[str], tokens: Any, token_names: Any, order: Any) -> None:
        """tokens[i] is a word number of name token_names[i]; order[r] is the name of rank r."""
        self.order = order
        rank_of = np.empty(len(order), dtype=np.uint32)
        rank_of[order] = np.arange(len(order), dtype=np.uint32)
        by_word = np.argsort(tokens, kind="stable")
        self.ranks = rank_of[token_names[by_word]]
        self.starts = np.searchsorted(tokens[by_word], np.arange(len(words) + 1))
        self.number = {word: i for i, word in enumerate(words)}
        self.sorted_words = sorted(words)

    def holding(self, word: str) -> Any:
        number = self.number.get(word)
        if number is None:
            return np.empty(0, dtype=np.uint32)
        return np.unique(self.ranks[self.starts[number] : self.starts[number + 1]])

    def holding_prefix(self, prefix: str) -> Any:
        low = bisect.bisect_left(self.sorted_words, prefix)
        high = bisect.bisect_left(self.sorted_words, prefix + "\x7f")
        numbers = [self.number[word] for word in self.sorted_words[low:high]]
        lists = [self.ranks[self.starts[i] : self.starts[i + 1]] for i in numbers]
        return np.unique(np.concatenate(lists)) if lists else np.empty(0, dtype=np.uint32)

    def search(self, text: str, last_is_prefix: bool) -> Any:
        *whole, last = text.split(" ")
        found = self.holding_prefix(last) if last_is_prefix else self.holding(last)
        for word in whole:
            found = np.intersect1d(found, self.holding(word), assume_unique=True)
        return found

    def top(self, queries: Iterable[str], last_is_prefix: bool) -> int:
        """One number over the ten best of all queries, in their order."""
        value = 0
        for query in queries:
            for rank in self.search(query, last_is_prefix)[:10]:
                value = (value * 31 + int(self.order[rank]) + 1) % MODULUS
            value = (value * 31) % MODULUS
        return value

    def count(self, queries: Iterable[str]) -> int:
        return sum(len(self.search(query, False)) for query in queries)


def begin_count(folded: list[str], queries: Iterable[str]) -> int:
    """Distinct folded names that begin with a query, over all queries."""
    names = sorted(set(folded))
    return sum(bisect.bisect_left(names, query + "\x7f") - bisect.bisect_left(names, query) for query in queries)
