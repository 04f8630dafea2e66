"""The native client by name; _core.pyi has its types."""

from wirespeed import _native

BookmarkManager = _native._bolt.BookmarkManager
NativeClient = _native._bolt.Client
NativeResult = _native._bolt.Result
NativeTransaction = _native._bolt.Transaction
Retry = _native._bolt.Retry
Table = _native._bolt.Table
connect = _native._bolt.connect
set_structure_classes = _native._bolt.set_structure_classes
unpack_record = _native._bolt.unpack_record
version = _native.version
