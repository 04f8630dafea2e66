"""Neo4j Community from Maven: a class path, resolved once for each pom and kept. A tool of tests, never shipped."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from functools import cache as once
from pathlib import Path

from real_servers import needs, places
from real_servers.errors import Unavailable
from real_servers.locks import exclusive

VERSION = "5.26.30"
PROGRAMS = ("java", "mvn", "openssl")
PACKAGES = "apt-neo4j.txt"
MAVEN_SECONDS = 1200

# Only an importer that is not used wants Hadoop; its own dependencies are broken beside TLS.
POM = f"""<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>wirespeed</groupId><artifactId>neo4j-server</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{VERSION}</version>
      <exclusions>
        <exclusion><groupId>org.apache.hadoop</groupId><artifactId>hadoop-common</artifactId></exclusion>
      </exclusions>
    </dependency>
  </dependencies>
</project>
"""


def folder() -> Path:
    return places.cache() / f"neo4j-{VERSION}-{hashlib.sha256(POM.encode()).hexdigest()[:8]}"


def class_path() -> str:
    """Downloads on the first call (some 150 MB); each later one reads a file."""
    needs.need_programs(PROGRAMS, PACKAGES)
    with exclusive(folder() / "lock"):
        return _kept() or _resolve()


def _kept() -> str | None:
    file = folder() / "classpath.txt"
    text = file.read_text() if file.is_file() else ""
    return text if text and all(Path(jar).is_file() for jar in text.split(":")) else None


def _resolve() -> str:
    print(f"servers: fetching Neo4j {VERSION} with Maven (once, about 150 MB)", file=sys.stderr, flush=True)
    (folder() / "pom.xml").write_text(POM)
    fresh = folder() / "classpath.new"
    fresh.unlink(missing_ok=True)
    repository = f"-Dmaven.repo.local={places.cache() / 'maven'}"
    options = ["-B", "-q", "-ntp", "--strict-checksums", repository, f"-Dmdep.outputFile={fresh}"]
    _maven([*options, "dependency:build-classpath"])
    fresh.replace(folder() / "classpath.txt")
    return _kept() or _failed("the class path names files that are not there")


def _maven(arguments: list[str]) -> None:
    try:
        done = subprocess.run(
            ["mvn", *arguments],
            cwd=folder(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=MAVEN_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        _failed(f"not done after {MAVEN_SECONDS} s")
    if done.returncode != 0:
        errors = [line for line in (done.stdout + done.stderr).splitlines() if "ERROR" in line]
        _failed((errors or ["it said nothing"])[0][:400])


def _failed(reason: str) -> str:
    raise Unavailable(
        f"fetch Neo4j {VERSION}: Maven could not resolve it: {reason}\n"
        f"  It needs the network once; what it got is kept in {places.cache()}"
    )


@once
def java_version() -> str:
    done = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)
    return done.stderr.strip()
