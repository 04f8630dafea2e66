"""What a type checker must accept of wirespeed.kernels, and what it must not."""

import numpy as np
from typing_extensions import assert_type

from wirespeed import kernels

ids = np.array([1, 2, 1])
groups = kernels.group(ids, sorted=True, nulls="drop")
assert_type(groups, kernels.Groups)
assert_type(groups.n, int)
assert_type(kernels.encode(ids), kernels.Encoded)
codes, keys = kernels.factorize(ids, ids)
values = kernels.unique(ids, counts=True)
spread = groups.apply(lambda v: float(v.max() - v.min()), ids, out="f8")

found = groups.agg(total=("sum", ids), n="size")
assert_type(found, kernels.Aggregates)
assert_type(found.keys(), tuple[str, ...])

groups.agg(total=5)  # type: ignore[arg-type]
li, ri = kernels.join_index(ids, (ids, ids), how="outer", nulls="equal")
only = kernels.join_index(ids, ids, "anti")
kept = kernels.filter({"ids": ids}, ids > 1, ("ids", "<", 3))
rows, items = kernels.explode(ids, empty="keep")
order = kernels.sort_index(ids, ids, descending=[True, False], nulls="first")

kernels.join_index(ids, ids, how="cross")  # type: ignore[call-overload]
kernels.intersect(ids, ids, sort=True)  # type: ignore[call-arg]
kernels.group(ids, nulls="keep")  # type: ignore[arg-type]
kernels.unique(ids, sort=True)  # type: ignore[call-arg]
