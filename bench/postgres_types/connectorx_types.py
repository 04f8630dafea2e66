"""connectorx, with its defaults."""

import connectorx

from harness import contender
from postgres_types import kinds

contender.main(kinds.judge(lambda sql: connectorx.read_sql(kinds.url(), sql, return_type="arrow")))
