"""The planted faults still fit the source, and the tests they name notice them."""

from __future__ import annotations

import pytest

from tests.faults.planted import FAULTS, Planted
from tests.faults.planting import ROOT, prove_all


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_fits_the_source_in_one_place(fault: Planted) -> None:
    assert (ROOT / fault.file).read_text("utf-8").count(fault.old) == 1
    for test in fault.tests:
        file, _, name = test.partition("::")
        assert not name or f"def {name}(" in (ROOT / file).read_text("utf-8")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_some_faults_are_noticed() -> None:
    chosen = [fault for fault in FAULTS if fault.name in ("no version check", "weeks by strftime", "no lease fence")]
    found = list(prove_all(chosen))
    assert [finding.fault.name for finding in found if not finding.caught] == []
    assert len(found) == 3
