"""The native half by name; _engine.pyi has its types."""

from wirespeed import _native

Messages = _native._neo4j.Messages
append_message = _native._neo4j.append_message
set_driver = _native._neo4j.set_driver
