"""The native half of _json.py."""

from wirespeed import _native

columns_text = _native._json.columns_text
table_text = _native._json.table_text
