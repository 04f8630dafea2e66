"""The native functions by name; _core.pyi has their types."""

from wirespeed import _native

constants = _native._sql.constants
arrow_format = _native._sql.arrow_format
