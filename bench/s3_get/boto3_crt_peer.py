"""boto3's transfers on the CRT, by s3transfer's manager itself: boto3's own switch for it fails without TLS."""

from __future__ import annotations

import io
from typing import Any

import boto3
from botocore.config import Config
from s3transfer.crt import (
    BotocoreCRTCredentialsWrapper,
    BotocoreCRTRequestSerializer,
    CRTTransferManager,
    create_s3_crt_client,
)

from s3_get import turns
from s3_get.workloads import PART, REGION, Place, Workload

GIGABITS = 100


class Peer:
    def __init__(self, workload: Workload, place: Place) -> None:
        self._workload = workload
        keys = {"aws_access_key_id": place.user, "aws_secret_access_key": place.password}
        session = boto3.Session(**keys, region_name=REGION)
        own = session._session
        config = Config(s3={"addressing_style": "path"}, request_checksum_calculation="when_required")
        serializer = BotocoreCRTRequestSerializer(
            own, {"endpoint_url": place.url, "config": config, "region_name": REGION}
        )
        credentials = BotocoreCRTCredentialsWrapper(session.get_credentials()).to_crt_credentials_provider()
        client = create_s3_crt_client(
            REGION,
            credentials,
            target_throughput=GIGABITS * 125_000_000,
            part_size=PART,
            use_ssl=False,
        )
        self._manager = CRTTransferManager(client, serializer)

    def get(self) -> Any:
        file = io.BytesIO()
        self._manager.download(self._workload.bucket, self._workload.keys[0], file).result()
        return file.getbuffer()

    def put(self, bucket: str, data: bytes) -> None:
        self._manager.upload(io.BytesIO(data), bucket, self._workload.keys[0]).result()


turns.stay(Peer)
