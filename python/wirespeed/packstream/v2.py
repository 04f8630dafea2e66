"""PackStream 2: version 1 and :class:`uuid.UUID`."""

from wirespeed.packstream._codec import pack_v2 as pack
from wirespeed.packstream._codec import unpack_v2 as unpack

__all__ = ["pack", "unpack"]
