"""The table whose types, and whose bytes, are taken as a model."""

from postgres_read import load

load.main()
