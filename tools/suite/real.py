"""Real servers for tests that are told by the environment where one is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from real_servers.errors import Unavailable
from real_servers.instance import Instance
from real_servers.slots import borrow
from suite.log import Log

Variables = dict[str, str]


def neo4j(instance: Instance) -> Variables:
    """What src/wirespeed/bolt_client/server_test.cpp looks at."""
    return {"WIRESPEED_NEO4J_URI": instance.uri}


def postgres(instance: Instance) -> Variables:
    """What the tests of src/wirespeed/postgres_client look at."""
    more = instance.more
    said = {
        "HOST": instance.host,
        "PORT": instance.port,
        "DATABASE": more["database"],
        "ROLES": " ".join(f"{name}={role['password']}" for name, role in more["roles"].items()),
        "CERTIFICATES": Path(instance.ca or "").parent,
        "SOCKETS": more["socket_folder"],
        "POOLER": more["pooler_port"],
    }
    return {f"WIRESPEED_POSTGRES_{name}": str(value) for name, value in said.items()}


def postgres_direct_tls(instance: Instance) -> Variables:
    """The same, for the server that speaks TLS from the first byte."""
    return {"WIRESPEED_POSTGRES_DIRECT": f"{instance.port} {instance.more['roles']['admin']['password']}"}


def s3(instance: Instance) -> Variables:
    """What src/wirespeed/s3_client/open_server_test.cpp looks at."""
    return {
        "WIRESPEED_S3_ENDPOINT": f"http://{instance.host}:{instance.port}",
        "WIRESPEED_S3_KEYS": f"{instance.user} {instance.password}",
    }


# A kind, its options, and what is said of it.
SERVERS: list[tuple[str, tuple[str, ...], Callable[[Instance], Variables]]] = [
    ("neo4j", (), neo4j),
    ("postgres", (), postgres),
    ("postgres", ("direct-tls",), postgres_direct_tls),
    ("s3", (), s3),
]


@contextmanager
def servers(log: Log) -> Iterator[Mapping[str, str]]:
    """The variables of all that this machine can have."""
    found: Variables = {}
    with ExitStack() as held:
        for kind, options, variables in SERVERS:
            try:
                found.update(variables(held.enter_context(borrow(kind, options))))
            except Unavailable as why:
                log.say(f"no real {kind} {' '.join(options)} here: {why}")
        yield found
