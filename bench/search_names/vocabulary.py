"""Words spelt from syllables: the frequent ones short, neighbours in frequency unlike in spelling, none spelt twice."""

from __future__ import annotations

CONSONANTS = "bcdfghjklmnprstvwz"
VOWELS = "aeiou"
CODAS = ("n", "rt", "s", "ll", "nd", "")
SYLLABLES = [f"{c}{v}{coda}" for c in CONSONANTS for v in VOWELS for coda in CODAS]
STRIDE = 7_368_787  # a prime, so that i * STRIDE walks over all of a group


def spell(count: int) -> list[str]:
    """`count` different words. Exactly one consonant before each vowel begins a syllable, so a word has one reading and
    two words never meet."""
    words: list[str] = []
    length = 1
    while len(words) < count:
        size = len(SYLLABLES) ** length
        taken = min(size, count - len(words))
        words.extend(_word(i * STRIDE % size, length) for i in range(taken))
        length += 1
    return words


def _word(number: int, length: int) -> str:
    parts = []
    for _ in range(length):
        number, syllable = divmod(number, len(SYLLABLES))
        parts.append(SYLLABLES[syllable])
    return "".join(parts)


def with_accents(word: str) -> str:
    return word.replace("e", "é").replace("o", "ö").replace("u", "ú")
