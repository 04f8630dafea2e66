"""wirespeed.postgres, with its defaults."""

from harness import contender
from postgres_read.ours import module
from postgres_types import kinds

connection = module().connect(kinds.url())
connection.execute_script(kinds.SETTINGS)
contender.main(kinds.judge(lambda sql: connection.query(sql).to_arrow()))
