"""PostgreSQL without the waiting: a client whose results go straight to where they are wanted.

    import wirespeed.postgres
    with wirespeed.postgres.connect("postgresql://ann@localhost/music") as connection:
        frame = connection.query("SELECT * FROM artists WHERE born > $1", [1960]).to_pandas()
        for id_, name in connection.query("SELECT id, name FROM artists LIMIT $1", [3]):
            print(id_, name)

:func:`connect_async` gives the same for asyncio. What a type becomes, what ends a query, what works behind a pooler:
docs/postgres.md. The C++ side: src/wirespeed/postgres_client/connection.hpp.
"""

from wirespeed._rows import Columns
from wirespeed.postgres._adbc import adbc_connect, adbc_driver_path
from wirespeed.postgres._async import AsyncConnection, connect_async
from wirespeed.postgres._async_cursor import AsyncCursor, AsyncPrepared
from wirespeed.postgres._async_pipeline import AsyncPendingResult, AsyncPipeline
from wirespeed.postgres._async_pool import AsyncPool
from wirespeed.postgres._async_result import AsyncResult
from wirespeed.postgres._async_transaction import AsyncTransaction
from wirespeed.postgres._connection import Connection, Notification, connect
from wirespeed.postgres._copy_decoder import CopyDecoder
from wirespeed.postgres._cursor import Cursor
from wirespeed.postgres._errors import (
    AuthenticationError,
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    PostgresError,
    ProgrammingError,
    QueryCanceledError,
    SerializationError,
    SkippedError,
    UnavailableError,
)
from wirespeed.postgres._partitions import Partition, Partitions, partitions
from wirespeed.postgres._pipeline import PendingResult, Pipeline
from wirespeed.postgres._pool import Pool, PoolStats
from wirespeed.postgres._prepared import Prepared
from wirespeed.postgres._records import columns_from_records
from wirespeed.postgres._result import Column, ColumnStream, Result, Status
from wirespeed.postgres._transaction import Rollback, Transaction
from wirespeed.postgres._types import Interval, Path, Range, SparseVector

__all__ = [
    "AsyncConnection",
    "AsyncCursor",
    "AsyncPendingResult",
    "AsyncPipeline",
    "AsyncPool",
    "AsyncPrepared",
    "AsyncResult",
    "AsyncTransaction",
    "AuthenticationError",
    "Column",
    "ColumnStream",
    "Columns",
    "Connection",
    "CopyDecoder",
    "Cursor",
    "DataError",
    "DatabaseError",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "Interval",
    "NotSupportedError",
    "Notification",
    "OperationalError",
    "Partition",
    "Partitions",
    "Path",
    "PendingResult",
    "Pipeline",
    "Pool",
    "PoolStats",
    "PostgresError",
    "Prepared",
    "ProgrammingError",
    "QueryCanceledError",
    "Range",
    "Result",
    "Rollback",
    "SerializationError",
    "SkippedError",
    "SparseVector",
    "Status",
    "Transaction",
    "UnavailableError",
    "adbc_connect",
    "adbc_driver_path",
    "columns_from_records",
    "connect",
    "connect_async",
    "partitions",
]
