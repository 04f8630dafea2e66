"""What can go wrong, in words for whoever called."""

from __future__ import annotations


class ServerError(Exception):
    """The text says what was tried, what was found and what to do."""


class Unavailable(ServerError):
    """This machine cannot have the server: a program or the network is missing. A test skips with this text."""
