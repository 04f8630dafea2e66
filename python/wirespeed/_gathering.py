"""The native half of _rows.py."""

from wirespeed import _native

gather = _native._rows.gather
infer = _native._rows.infer
