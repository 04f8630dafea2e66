"""What type checkers say of rows, columns and JSON."""

from typing import Any

from typing_extensions import assert_type

from wirespeed.kernels import Columns, attributes_to_columns, rows_to_columns
from wirespeed.record import to_json

rows: list[tuple[int, str]] = [(1, "a")]
assert_type(rows_to_columns(rows, ["n", "t"], {"n": "int64"}, mixed="object"), Columns)
assert_type(attributes_to_columns([object()], ["x"], [float]), Columns)
assert_type(rows_to_columns(rows).names, list[str])

columns: dict[str, Any] = {"n": [1]}
assert_type(to_json(columns), bytes)
assert_type(to_json(columns, "columns", date_format="epoch", date_unit="s", nonfinite="error"), bytes)
