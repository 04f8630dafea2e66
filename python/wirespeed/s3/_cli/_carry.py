"""Steps that were planned, carried out or, in a dry run, told."""

from __future__ import annotations

from collections.abc import Sequence

from wirespeed.s3._cli._plan import Step
from wirespeed.s3._cli._session import Session, remote
from wirespeed.s3._transfers import Download, Upload

__all__ = ["carry_out", "delete"]


def carry_out(session: Session, steps: Sequence[Step], *, from_remote: bool, to_remote: bool) -> set[str]:
    """The sources that have arrived."""
    action = "copy" if from_remote and to_remote else "get" if from_remote else "put"
    names = {
        step.source: (
            remote(step.source) if from_remote else step.source,
            remote(step.target) if to_remote else step.target,
        )
        for step in steps
    }
    if session.dry_run:
        for source, target in names.values():
            record = {"action": action, "source": source, "target": target, "dry_run": True}
            session.report.line(f"would {action} {source} -> {target}", record)
        return set()
    report = session.report
    report.begin(action, names, None if action == "copy" else sum(step.size for step in steps))
    if action == "copy":
        session.run(session.transfers.copy([(step.source, step.target) for step in steps], report))
    elif action == "get":
        session.run(session.transfers.download([Download(*step) for step in steps], report))
    else:
        session.run(session.transfers.upload([Upload(*step) for step in steps], report))
    report.close()
    return report.arrived


def delete(session: Session, names: Sequence[str]) -> None:
    """Objects, by paths without "s3://"."""
    if session.dry_run:
        for name in names:
            session.report.line(
                f"would delete {remote(name)}", {"action": "delete", "path": remote(name), "dry_run": True}
            )
        return
    batch = 1000
    for begin in range(0, len(names), batch):
        _delete_batch(session, names[begin : begin + batch])


def _delete_batch(session: Session, names: Sequence[str]) -> None:
    try:
        session.run(session.transfers.delete(names))
    except OSError as error:
        if len(names) == 1:
            session.report.failed(remote(names[0]), error)
            return
        for name in names:  # again one by one, to learn which it was
            _delete_batch(session, [name])
        return
    for name in names:
        session.report.did(f"delete {remote(name)}", {"action": "delete", "path": remote(name)})
