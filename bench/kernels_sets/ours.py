"""wirespeed.kernels over NumPy arrays."""

from __future__ import annotations

from kernels_sets import workloads
from wirespeed import kernels

workloads.begin(
    {
        "isin": lambda w: (lambda: kernels.isin(w.left, w.right), lambda found: found),
        "intersect": lambda w: (lambda: kernels.intersect(w.left, w.right), lambda found: found),
        "filter": lambda w: (lambda: kernels.filter(w.columns, w.mask), lambda found: tuple(found.values())),
        "join": lambda w: (lambda: kernels.join_index(w.left, w.right), lambda found: found),
    }
)
