"""A pytest plugin: the official driver with wirespeed.neo4j.accelerate(), for all tests of the run."""

from __future__ import annotations

import wirespeed.neo4j

status = wirespeed.neo4j.accelerate()
if not status["active"]:
    raise RuntimeError(f"the driver is not accelerated: {status['reason']}")
