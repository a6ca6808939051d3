"""The planted faults still fit the source, and the tests they name notice them."""

from __future__ import annotations

import pytest

from tests.faults.__main__ import main
from tests.faults.planted import FAULTS, Planted
from tests.faults.planting import ROOT, prove_all


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_fits_the_source_in_one_place(fault: Planted) -> None:
    assert (ROOT / fault.file).read_text("utf-8").count(fault.old) == 1
    for test in fault.tests:
        file, _, name = test.partition("::")
        assert not name or f"def {name}(" in (ROOT / file).read_text("utf-8")


@pytest.mark.parametrize("before", [(), ("goals",)], ids=["faults", "goals"])
def test_a_name_that_is_none_plants_nothing_and_lists_those_there_are(before: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*before, "no request keys"])
    assert ended.value.code == 2
    assert ("G1 histories" if before else "no request key") in capsys.readouterr().err


def test_help_is_given_and_names_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert main(["--list", "no lease"]) == 0
    assert capsys.readouterr().out.endswith("\nno lease fence\n")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_some_faults_are_noticed() -> None:
    chosen = [fault for fault in FAULTS if fault.name in ("no version check", "weeks by strftime", "no lease fence")]
    found = list(prove_all(chosen))
    assert [finding.fault.name for finding in found if not finding.caught] == []
    assert len(found) == 3
