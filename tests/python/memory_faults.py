"""Memory that ends: a library that stands before `operator new` of a program and makes one call of it fail.

with MemoryFaults(tmp_path) as faults:
    ... start a program with faults.environment ...
    faults.fail(7)              # the seventh allocation from now on throws std::bad_alloc
    faults.fail(7, thread=tid)  # of that thread alone
    faults.disarm()             # whether it came to that
"""

from __future__ import annotations

import mmap
import shutil
import struct
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

SOURCE = r"""
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

struct Plan {
  std::atomic<long long> left;    // allocations until the one that fails; 0: none does
  std::atomic<long long> thread;  // whose are counted; 0: everybody's
};

Plan* read_plan() {
  const int file = ::open(std::getenv("MEMORY_FAULTS"), O_RDWR | O_CLOEXEC);
  void* const at = ::mmap(nullptr, sizeof(Plan), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  return at == MAP_FAILED ? nullptr : static_cast<Plan*>(at);
}

bool fails() {
  static Plan* const plan = read_plan();
  static thread_local const long long own = ::gettid();
  if (plan == nullptr || plan->left.load() <= 0) return false;
  const long long thread = plan->thread.load();
  return (thread == 0 || thread == own) && plan->left.fetch_sub(1) == 1;
}

}  // namespace

void* operator new(std::size_t size) {
  void* const at = fails() ? nullptr : std::malloc(size == 0 ? 1 : size);
  if (at == nullptr) throw std::bad_alloc();
  return at;
}

void operator delete(void* at) noexcept { std::free(at); }
void operator delete(void* at, std::size_t) noexcept { std::free(at); }
"""
NUMBER = struct.Struct("q")
LEFT, THREAD = 0, NUMBER.size  # where a Plan has them


class MemoryFaults:
    def __init__(self, folder: Path) -> None:
        compiler = shutil.which("c++")
        if compiler is None:
            pytest.skip("no C++ compiler for the library that fails allocations")
        source, library, plan = folder / "faults.cpp", folder / "faults.so", folder / "plan"
        source.write_text(SOURCE, encoding="utf-8")
        subprocess.run([compiler, "-std=c++17", "-shared", "-fPIC", "-O1", "-o", library, source], check=True)
        plan.write_bytes(bytes(mmap.PAGESIZE))
        with plan.open("r+b") as file:
            self._plan = mmap.mmap(file.fileno(), mmap.PAGESIZE)
        self.environment = {"LD_PRELOAD": str(library), "MEMORY_FAULTS": str(plan)}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._plan.close()

    def fail(self, nth: int, *, thread: int = 0) -> None:
        NUMBER.pack_into(self._plan, THREAD, thread)
        NUMBER.pack_into(self._plan, LEFT, nth)

    def has_failed(self) -> bool:
        """Since fail()."""
        (left,) = NUMBER.unpack_from(self._plan, LEFT)
        return bool(left <= 0)

    def disarm(self) -> bool:
        failed = self.has_failed()
        NUMBER.pack_into(self._plan, LEFT, 0)
        return failed
