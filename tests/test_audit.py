"""What .ci/audit.py makes of pip-audit's findings."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

SOUND = {"name": "sound", "version": "1.0", "vulns": []}
WEAK = {"name": "weak", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
UNKNOWN = {"name": "unknown", "skip_reason": "not found"}


@pytest.fixture(scope="module")
def audit() -> Any:
    spec = spec_from_file_location("audit", Path(__file__).parents[1] / ".ci" / "audit.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("found", "words", "code"),
    [
        ([SOUND, WEAK, UNKNOWN], "known vulnerabilities: weak 2.0: PYSEC-1", 1),
        ([SOUND, SOUND], "2 libraries without a known vulnerability", 0),
        ([SOUND, UNKNOWN], "1 libraries without a known vulnerability, not looked up: unknown", 0),
        ([UNKNOWN], "skipped: no list of vulnerabilities to be had", 0),
        ([], "skipped: no list of vulnerabilities to be had", 0),
    ],
)
def test_a_known_vulnerability_fails_and_a_list_that_is_not_there_is_said(audit: Any, found: list[Any], words: str, code: int) -> None:
    assert audit.verdict(found) == (words, code)
