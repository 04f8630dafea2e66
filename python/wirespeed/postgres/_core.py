"""The native client by name; _core.pyi has its types."""

from wirespeed import _native

NativeConnection = _native._postgres.Connection
NativeCopyWriter = _native._postgres.CopyWriter
NativePipeline = _native._postgres.Pipeline
NativeQuery = _native._postgres.Query
TaskWait = _native._postgres.TaskWait
builtin_type = _native._postgres.builtin_type
connect = _native._postgres.connect
copy_decoder = _native._postgres.copy_decoder
keywords_of = _native._postgres.keywords_of
