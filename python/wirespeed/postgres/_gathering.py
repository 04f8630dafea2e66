"""The native half of _records.py."""

from wirespeed import _native

gather = _native._records.gather
infer = _native._records.infer
