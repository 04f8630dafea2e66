"""NetworkX's function through a backend: `BACKEND first|kept`."""

from __future__ import annotations

import sys

from networkx_dispatch import workloads

workloads.begin(sys.argv[3], sys.argv[4] == "kept")
