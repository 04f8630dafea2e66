"""PackStream 1: null, booleans, integers of 64 bits, floats, bytes, text, lists, maps and structures."""

from wirespeed.packstream._codec import pack_v1 as pack
from wirespeed.packstream._codec import unpack_v1 as unpack

__all__ = ["pack", "unpack"]
