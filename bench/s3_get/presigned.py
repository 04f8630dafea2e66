"""URLs that anybody may use for a week."""

from __future__ import annotations

import hashlib
import hmac
import time
from urllib.parse import quote

from s3_get.workloads import REGION, Place

SECONDS = 7 * 24 * 3600  # the longest that there is


class Presigner:
    """Signature Version 4 in the query, for paths that need no encoding."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._time = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        self._scope = f"{self._time[:8]}/{REGION}/s3/aws4_request"
        self._key = f"AWS4{place.password}".encode()
        for part in self._scope.split("/"):
            self._key = hmac.digest(self._key, part.encode(), "sha256")

    def __call__(self, method: str, path: str) -> str:
        query = "&".join(
            [
                "X-Amz-Algorithm=AWS4-HMAC-SHA256",
                f"X-Amz-Credential={quote(f'{self._place.user}/{self._scope}', safe='')}",
                f"X-Amz-Date={self._time}",
                f"X-Amz-Expires={SECONDS}",
                "X-Amz-SignedHeaders=host",
            ]
        )
        canonical = f"{method}\n{path}\n{query}\nhost:{self._place.address}\n\nhost\nUNSIGNED-PAYLOAD"
        hashed = hashlib.sha256(canonical.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{self._time}\n{self._scope}\n{hashed}"
        return f"{path}?{query}&X-Amz-Signature={hmac.new(self._key, text.encode(), 'sha256').hexdigest()}"
