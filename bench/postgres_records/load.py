"""The table that the records are fetched from."""

from postgres_read import load

load.main()
