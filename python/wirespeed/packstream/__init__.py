"""PackStream, the encoding of values that Neo4j speaks: Python objects to bytes and back.

    from wirespeed.packstream import Structure, v1
    data = v1.pack({"name": "Ann", "born": Structure(b"D", 42)})
    value, end = v1.unpack(bytearray(data), 0)

:mod:`~wirespeed.packstream.v1` is what Bolt up to 6.0 has, :mod:`~wirespeed.packstream.v2` adds UUIDs (Bolt 6.1). Both
keep the contract that the official ``neo4j`` driver has with a native codec. The C++ side: src/wirespeed/packstream/.
"""

from wirespeed.packstream import v1, v2
from wirespeed.packstream._codec import Structure, swap_endian

__all__ = ["Structure", "swap_endian", "v1", "v2"]
