"""The native client by name."""

from wirespeed import _native

native = _native._s3

Buffer = _native._s3.Buffer
NativeCall = _native._s3.Call
NativeClient = _native._s3.Client
NativeSharedObject = _native._s3.SharedObject
NativeStream = _native._s3.Stream
