"""A patch for the charter: applied by `patch` and imported again, the document says what was decided."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from knowledge import Knowledge
from knowledge.types import ImportReport
from tests.knowledge.conftest import ADMIN, MEMBER

LIST = "# Ownership\n\n- The CIO owns payroll, laptops and badges.\n- The CTO owns public APIs.\n"
TABLE = "topic,owner\npayroll,CIO\nlaptops,CIO\npublic APIs,CTO\n"
UNENDED = "# Ownership\r\n\r\nThe CIO owns payroll.\r\nThe CIO owns laptops.\r\n\r\nThe CTO owns public APIs."

needs_patch = pytest.mark.skipif(shutil.which("patch") is None, reason="there is no patch command on this machine")


@pytest.fixture
def ruled(knowledge: Knowledge) -> Knowledge:
    knowledge.remove_charter("cio-cto")
    knowledge.change_settings({"deciders": ADMIN})
    return knowledge


def decide(knowledge: Knowledge, topic: str, *owners: str, scope: str = "") -> None:
    raised = knowledge.raise_dispute(topic=topic, proposed=owners, reason="So.", actor=MEMBER, request=f"r {topic}").dispute
    knowledge.decide(
        raised.number, actor=ADMIN, owners=owners, rationale="Thus.", scope=scope, version=raised.version, request=f"d {topic}"
    )


def patched(knowledge: Knowledge, folder: Path, name: str, text: str) -> ImportReport:
    """The report of the import after the document was patched by the command of that name."""
    file = folder / name
    file.write_bytes(text.encode())
    patch = knowledge.amend_charter("ours", name, file.read_bytes()).patch()
    subprocess.run(["patch", "--binary", str(file)], input=patch, check=True, capture_output=True)
    return knowledge.import_charter("ours", name, file.read_bytes())


@needs_patch
@pytest.mark.parametrize(("name", "text"), [("ours.md", LIST), ("ours.csv", TABLE), ("ours.md", UNENDED)], ids=["list", "table", "no end"])
def test_the_patched_document_agrees_and_says_of_all_else_what_it_said(ruled: Knowledge, tmp_path: Path, name: str, text: str) -> None:
    ruled.import_charter("ours", name, text.encode())
    decide(ruled, "payroll", "CTO")
    report = patched(ruled, tmp_path, name, text)
    assert [(one.topic, one.drift) for one in report.decisions_touched] == [("payroll", "agrees")]
    assert [(before.owners, after.owners) for before, after in report.changed if before.owners != after.owners] == [(("CIO",), ("CTO",))]
    assert ruled.ask("who owns laptops?").owners == ("CIO",)
    assert ruled.ask("who owns public APIs?").owners == ("CTO",)
    assert not ruled.amend_charter("ours", name, (tmp_path / name).read_bytes()).written, "patched once, there is nothing left to say"


@needs_patch
def test_several_rulings_go_into_one_patch(ruled: Knowledge, tmp_path: Path) -> None:
    ruled.import_charter("ours", "ours.md", LIST.encode())
    decide(ruled, "laptops", "CIO", "CTO")
    decide(ruled, "public APIs")
    decide(ruled, "parrots", "CTO")
    report = patched(ruled, tmp_path, "ours.md", LIST)
    assert {one.topic: one.drift for one in report.decisions_touched} == {"laptops": "agrees", "public APIs": "agrees", "parrots": "agrees"}


def test_what_no_small_change_can_say_is_left_and_named(ruled: Knowledge) -> None:
    ruled.import_charter("ours", "ours.md", LIST.encode())
    decide(ruled, "payroll", "CTO", scope="Germany")
    decide(ruled, "badges", "???")
    amendment = ruled.amend_charter("ours", "ours.md", LIST.encode())
    assert [one.topic for one in amendment.left] == ["payroll", "badges"]
    assert amendment.written == ()
    assert amendment.patch() == b""


def test_a_ruling_on_what_another_charter_says_is_that_charters(ruled: Knowledge) -> None:
    ruled.import_charter("ours", "ours.md", LIST.encode())
    ruled.import_charter("theirs", "theirs.md", b"The CIO owns parrots.\n\nThe CTO owns kites.\n")
    decide(ruled, "parrots", "CTO")
    assert ruled.amend_charter("ours", "ours.md", LIST.encode()).patch() == b""
    assert (
        b"+The CTO owns parrots." in ruled.amend_charter("theirs", "theirs.md", b"The CIO owns parrots.\n\nThe CTO owns kites.\n").patch()
    )
