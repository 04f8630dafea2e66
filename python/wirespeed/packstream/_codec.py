"""The native codec by name; _codec.pyi has its types."""

from wirespeed import _native

Structure = _native._packstream.Structure
pack_v1 = _native._packstream.pack_v1
pack_v2 = _native._packstream.pack_v2
swap_endian = _native._packstream.swap_endian
unpack_v1 = _native._packstream.unpack_v1
unpack_v2 = _native._packstream.unpack_v2
