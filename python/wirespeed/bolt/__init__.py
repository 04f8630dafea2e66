"""Neo4j without the waiting: a Bolt client whose results go straight to where they are wanted.

    import wirespeed.bolt
    with wirespeed.bolt.connect("neo4j://localhost", ("neo4j", "secret")) as client:
        frame = client.query("MATCH (p:Person) RETURN p.name AS name, p.born AS born").to_pandas()
        for record in client.query("MATCH (p:Person) RETURN p LIMIT $n", {"n": 3}).records():
            print(record["p"]["name"])
        client.ingest("UNWIND $rows AS row CREATE (p:Person) SET p = row", frame)

:func:`connect_async` gives the same for asyncio. What a column becomes, what is retried and what ends a query:
docs/bolt.md. The C++ side: src/wirespeed/bolt_client/client.hpp.
"""

from wirespeed.bolt._async import AsyncClient, AsyncResult, AsyncTransaction, connect_async
from wirespeed.bolt._auth import Auth, Tls, basic, bearer, custom, kerberos
from wirespeed.bolt._client import BookmarkManager, Client, Transaction, connect
from wirespeed.bolt._core import Table
from wirespeed.bolt._errors import (
    AuthError,
    ClientError,
    DatabaseError,
    IncompleteCommitError,
    Neo4jError,
    Position,
    ServiceUnavailableError,
    SessionExpiredError,
    TransientError,
)
from wirespeed.bolt._record import Record
from wirespeed.bolt._result import ColumnStream, Result
from wirespeed.bolt._summary import IngestReport, Notification, Reached, Status, Summary
from wirespeed.bolt._types import (
    Date,
    DateTime,
    Duration,
    LocalDateTime,
    LocalTime,
    Node,
    Path,
    Point,
    Relationship,
    Time,
    UnsupportedType,
    Vector,
)

__all__ = [
    "AsyncClient",
    "AsyncResult",
    "AsyncTransaction",
    "Auth",
    "AuthError",
    "BookmarkManager",
    "Client",
    "ClientError",
    "ColumnStream",
    "DatabaseError",
    "Date",
    "DateTime",
    "Duration",
    "IncompleteCommitError",
    "IngestReport",
    "LocalDateTime",
    "LocalTime",
    "Neo4jError",
    "Node",
    "Notification",
    "Path",
    "Point",
    "Position",
    "Reached",
    "Record",
    "Relationship",
    "Result",
    "ServiceUnavailableError",
    "SessionExpiredError",
    "Status",
    "Summary",
    "Table",
    "Time",
    "Tls",
    "Transaction",
    "TransientError",
    "UnsupportedType",
    "Vector",
    "basic",
    "bearer",
    "connect",
    "connect_async",
    "custom",
    "kerberos",
]
