"""The native kernels by name; _core.pyi has their types."""

from wirespeed import _native

Aggregates = _native._kernels.Aggregates
Array = _native._kernels.Array
Encoded = _native._kernels.Encoded
Groups = _native._kernels.Groups
as_bool = _native._kernels.as_bool
encode = _native._kernels.encode
factorize = _native._kernels.factorize
group = _native._kernels.group
is_not_null = _native._kernels.is_not_null
is_null = _native._kernels.is_null
nested_lengths = _native._kernels.nested_lengths
unique = _native._kernels.unique

asof_index = _native._kernels.asof_index
concat = _native._kernels.concat
difference = _native._kernels.difference
explode = _native._kernels.explode
filter = _native._kernels.filter
interval_overlaps = _native._kernels.interval_overlaps
intersect = _native._kernels.intersect
isin = _native._kernels.isin
join_index = _native._kernels.join_index
map_values = _native._kernels.map_values
searchsorted_inrange = _native._kernels.searchsorted_inrange
setdiff_index = _native._kernels.setdiff_index
sort_index = _native._kernels.sort_index
take = _native._kernels.take
union = _native._kernels.union
