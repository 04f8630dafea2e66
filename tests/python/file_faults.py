"""A file system that fails: a library before read(), pwrite() and rename() of a program, which fails them when told.

`faults(tmp_path, write_after=1 << 20)` is an environment in which a program may write a mebibyte, and then the disk is
full (ENOSPC). With `read_after`, reading of files whose path has `dumps` in it fails behind so many bytes (EIO). With
`kill_at_rename`, a program is killed before a file that is whole gets a name with this end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_llong bytes_read, bytes_written;

static long long limit(const char *name) {
  const char *text = getenv(name);
  return text ? atoll(text) : -1;
}

static int is_of(int fd, const char *part) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n < 0) return 0;
  path[n] = 0;
  return strstr(path, part) != NULL;
}

static int ends_with(const char *path, const char *end) {
  size_t length = strlen(path), of_end = end ? strlen(end) : 0;
  return of_end > 0 && length >= of_end && strcmp(path + length - of_end, end) == 0;
}

ssize_t read(int fd, void *out, size_t size) {
  static ssize_t (*real)(int, void *, size_t);
  if (!real) real = (ssize_t(*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
  long long most = limit("FAULTS_READ_AFTER");
  if (most >= 0 && is_of(fd, "dumps") && (bytes_read += (long long)size) > most) return errno = EIO, -1;
  return real(fd, out, size);
}

ssize_t pwrite(int fd, const void *in, size_t size, off_t at) {
  static ssize_t (*real)(int, const void *, size_t, off_t);
  if (!real) real = (ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite");
  long long most = limit("FAULTS_WRITE_AFTER");
  if (most >= 0 && (bytes_written += (long long)size) > most) return errno = ENOSPC, -1;
  return real(fd, in, size, at);
}

int rename(const char *from, const char *to) {
  static int (*real)(const char *, const char *);
  if (!real) real = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
  if (ends_with(to, getenv("FAULTS_KILL_AT_RENAME"))) raise(SIGKILL);
  return real(from, to);
}

ssize_t pwrite64(int fd, const void *in, size_t size, off_t at) { return pwrite(fd, in, size, at); }
"""


def faults(folder: Path, *, read_after: int = -1, write_after: int = -1, kill_at_rename: str = "") -> dict[str, str]:
    """The environment of a program whose reads or writes are to fail, or that is to be killed."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler for the library that fails reads and writes")
    library = folder / "faults.so"
    if not library.exists():
        source = folder / "faults.c"
        source.write_text(SOURCE, encoding="utf-8")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    told = {
        "FAULTS_READ_AFTER": str(read_after),
        "FAULTS_WRITE_AFTER": str(write_after),
        "FAULTS_KILL_AT_RENAME": kill_at_rename,
    }
    return {**os.environ, "LD_PRELOAD": str(library), **told}
