"""Texts, names and types as SQL has them."""

from __future__ import annotations

import re

from wirespeed.errors import InvalidArgumentError

__all__ = ["checked_type", "quoted_name", "quoted_text"]

# A name, perhaps of several words and with a schema, perhaps with modifiers, perhaps of arrays: `timestamp with time
# zone`, numeric(10, 2), public."my type", text[].
_TYPE = re.compile(
    r"""(?:"(?:[^"\0]|"")+"|[^\W\d][\w$]*)
        (?:\.(?:"(?:[^"\0]|"")+"|[^\W\d][\w$]*))?
        (?:\ [^\W\d]\w*)*
        (?:\(\s*\d+\s*(?:,\s*-?\d+\s*)?\))?
        (?:\ [^\W\d]\w*)*""",
    re.VERBOSE,
)


def quoted_text(text: str, *, has_percents: bool = True) -> str:
    """A text as a constant that means the same whatever ``standard_conforming_strings`` and the encodings say.

    :param has_percents: False: each is written as an escape, for who would take it for a place of a parameter.
    :raises InvalidArgumentError: it holds a zero character, or half of a character.
    """
    if "\0" in text:
        raise InvalidArgumentError(
            "sql constant: expected text without zero characters, which PostgreSQL does not have, found one"
        )
    is_ascii = text.isascii()
    if not is_ascii:
        _refuse_surrogates(text)
    doubled = text.replace("'", "''")
    is_plain = has_percents or "%" not in text
    if is_plain and "\\" not in text and (is_ascii or not ("\u00a5" in text or "\u203e" in text)):
        return f"'{doubled}'"
    # Some encoder of Python (of SJIS, of EUC_JP) writes these two as a backslash, or as another character of ASCII.
    escaped = doubled.replace("\\", "\\\\").replace("\u00a5", "\\u00a5").replace("\u203e", "\\u203e")
    return f"E'{escaped}'" if is_plain else f"E'{escaped}'".replace("%", "\\x25")


def _refuse_surrogates(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as wrong:
        raise InvalidArgumentError(
            f"sql constant: expected text, found half of a character at {wrong.start}: {text[wrong.start]!a}"
        ) from None


def quoted_name(name: str) -> str:
    """An identifier: exactly this one, whatever is in it."""
    if not name or "\0" in name:
        raise InvalidArgumentError(f"sql name: expected a name without zero characters, found {name!r}")
    _refuse_surrogates(name)
    return '"' + name.replace('"', '""') + '"'


def checked_type(name: str) -> str:
    """A type's name, which is written as it is."""
    if _TYPE.fullmatch(name) is None:
        raise InvalidArgumentError(f"sql type: expected the name of a type, as numeric(10, 2), found {name!r}")
    return name
