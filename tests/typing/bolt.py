"""What type checkers must infer of wirespeed.bolt."""

from typing import Any

from typing_extensions import assert_type

from wirespeed import bolt


def queries(client: bolt.Client) -> None:
    result = client.query("RETURN $x", {"x": 1}, timeout=1.0)
    assert_type(result, bolt.Result)
    assert_type(result.keys(), tuple[str, ...])
    assert_type(result.count(), int)
    assert_type(result.summary(), bolt.Summary)
    assert_type(result.gather(), bolt.Table)
    for record in result:
        assert_type(record, bolt.Record)
        assert_type(record["x"], Any)
        assert_type(record.data(), dict[str, Any])


def transactions(client: bolt.Client) -> None:
    with client.transaction(access="read") as transaction:
        assert_type(transaction, bolt.Transaction)
    assert_type(client.execute(lambda tx: tx.query("RETURN 1").count()), int)
    assert_type(client.ingest("UNWIND $rows AS row RETURN row", []), bolt.IngestReport)


async def asynchronous(client: bolt.AsyncClient) -> None:
    result = await client.query("RETURN 1")
    assert_type(result, bolt.AsyncResult)
    assert_type(await result.count(), int)
    async for record in result:
        assert_type(record, bolt.Record)
