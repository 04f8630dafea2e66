"""WIRESPEED_ACCELERATE: a program that knows nothing of wirespeed is accelerated, and no other."""

from __future__ import annotations

import os
import subprocess
import sys

REPORT = """
import sys, warnings
warnings.simplefilter("error", DeprecationWarning)
assert "neo4j" not in sys.modules
import neo4j
active = "wirespeed.neo4j" in sys.modules and sys.modules["wirespeed.neo4j"].status()["active"]
print(active, neo4j.__spec__.loader is neo4j.__loader__, type(neo4j.__loader__).__name__)
"""


def run(program: str, value: str | None) -> tuple[str, str]:
    environment = {name: text for name, text in os.environ.items() if name != "WIRESPEED_ACCELERATE"}
    if value is not None:
        environment["WIRESPEED_ACCELERATE"] = value
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip(), done.stderr


def test_a_program_that_imports_the_driver_is_accelerated() -> None:
    assert run(REPORT, "neo4j") == ("True True SourceFileLoader", "")


def test_without_the_variable_nothing_of_wirespeed_is_imported() -> None:
    assert run(REPORT, None) == ("False True SourceFileLoader", "")
    assert run("import sys; print(any(name.startswith('wirespeed') for name in sys.modules))", None)[0] == "False"


def test_a_program_without_the_driver_is_not_made_to_import_it() -> None:
    assert run("import sys; print('neo4j' in sys.modules)", "neo4j") == ("False", "")


def test_an_unknown_name_is_a_warning() -> None:
    assert "WIRESPEED_ACCELERATE: expected a list of neo4j, found 'mongo'" in run("", "mongo")[1]


def test_accelerate_may_come_before_the_driver_is_imported() -> None:
    program = (
        "import wirespeed.neo4j as w; w.accelerate(); import neo4j; print(w.status()['active'], neo4j.__version__)"
    )
    stdout, stderr = run(program, None)
    assert stdout.startswith("True ") and stderr == ""
