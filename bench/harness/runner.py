"""Runs contenders on one variant: each run a process of its own, or, of those that are resident, a turn of theirs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from harness import process
from harness.build import Builder
from harness.model import Contender, DataSet, Output, Task, Usage
from harness.resident import Resident


class Runner:
    """Called as runner(contender, data, mode). What it keeps, processes and scratch folders, ends with the `with`."""

    def __init__(self, task: Task, builder: Builder, env: Mapping[str, str], timeout: float) -> None:
        self._task, self._builder, self._env, self._timeout = task, builder, env, timeout
        self._scratches = builder.bench / "data" / task.name
        self._scratches.mkdir(parents=True, exist_ok=True)
        self._residents: dict[str, tuple[Resident, Path]] = {}

    def __enter__(self) -> Runner:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> None:
        for resident, scratch in self._residents.values():
            resident.close()
            shutil.rmtree(scratch, ignore_errors=True)

    def __call__(self, contender: Contender, data: DataSet, mode: str) -> process.Run:
        if contender.name in self._builder.missing:
            return process.Run(Usage(0, 0, 0), Output(cannot=self._builder.missing[contender.name]))
        if mode == "alone":
            return self._alone(contender, data)
        return self._turn(contender, data, mode) if contender.resident else self._process(contender, data, mode)

    def _process(self, contender: Contender, data: DataSet, mode: str) -> process.Run:
        scratch = self._scratch()
        try:
            command = self._command(contender, data, mode)
            return process.run(command, self._environment(scratch), scratch, self._timeout)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _turn(self, contender: Contender, data: DataSet, mode: str) -> process.Run:
        if contender.name not in self._residents:
            scratch = self._scratch()
            command = self._command(contender, data, "resident")
            started = Resident(command, self._environment(scratch), scratch, self._timeout)
            self._residents[contender.name] = (started, scratch)
        return self._residents[contender.name][0].run(mode)

    def _alone(self, contender: Contender, data: DataSet) -> process.Run:
        scratch = self._scratch()
        env = {**self._environment(scratch), "WIRESPEED_BENCH_ALONE": "1"}
        asked = Resident(self._command(contender, data, "resident"), env, scratch, self._timeout)
        try:
            return asked.run("answer")
        finally:
            asked.close()
            shutil.rmtree(scratch, ignore_errors=True)

    def _command(self, contender: Contender, data: DataSet, mode: str) -> list[str]:
        return [*self._builder.command(self._task, contender), mode, str(data.path), *contender.arguments]

    def _scratch(self) -> Path:
        return Path(tempfile.mkdtemp(prefix="scratch_", dir=self._scratches))

    def _environment(self, scratch: Path) -> dict[str, str]:
        return {**self._env, "WIRESPEED_BENCH_SCRATCH": str(scratch)}
