"""A line that is about a thing and names no owner for it: the answer says so, with the line, and lends it nobody else's owner."""

from __future__ import annotations

import pytest

from handlers.blocks.answer import Shown, answer_message
from knowledge import Knowledge
from knowledge.answers import NO_RULINGS, Rulings, answer
from knowledge.claims import read_charter
from knowledge.errors import DocumentError
from knowledge.index import build_index
from knowledge.types import Alias, Answer, Standing
from tests.knowledge.conftest import DECIDER, MEMBER

APPS = """Application,Purpose,Business owner,Technical owner,Channel
Zuora,Subscription billing,Finance Ops,Billing Squad,#zuora
Visitor booking,Visits of the reservoir,TBD,,#visits
Billing archive,Old invoices,,Billing Squad,
Gift cards,,,,
Label printers,Printing of labels,Stores,Service Desk,#desk
Label printer agent,Runs beside the printers,vacant,vacant,
"""
ROOMS = "| Area | Owner |\n|---|---|\n| Rooms | Estates |\n| Visitor parking | Estates |\n| Loyalty app | Marketing |\n"


def asked(question: str, *charters: str, rulings: Rulings = NO_RULINGS) -> Answer:
    files = [(f"c{place}", "a.md" if "\n\n" in text or "|" in text else "a.csv", text) for place, text in enumerate(charters)]
    readings = [read_charter(charter, name, text.encode()) for charter, name, text in files]
    claims = [claim for reading in readings for claim in reading.claims]
    return answer(question, build_index(claims, [owner for reading in readings for owner in reading.owners]), rulings)


@pytest.mark.parametrize(
    ("question", "line", "topic"),
    [
        ("who owns visitor booking?", 3, "Visitor booking"),
        ("whose is the booking for visitors", 3, "Visitor booking"),
        ("who is in charge of the label printer agent?", 7, "Label printer agent"),
        ("hi all, a school wants to see the lake on Friday and asks me about visitor bookings. Who owns those?", 3, "Visitor booking"),
    ],
)
def test_a_line_that_names_nobody_is_shown(question: str, line: int, topic: str) -> None:
    found = asked(question, APPS)
    assert (found.owners, found.standing, found.confidence, found.topic) == ((), Standing.UNKNOWN, 0.0, topic)
    assert (found.evidence[0].line, found.evidence[0].owners) == (line, ())
    assert found.evidence[0].quote == APPS.splitlines()[line - 1]


@pytest.mark.parametrize(
    ("question", "owners"),
    [
        ("who owns label printers?", {"Stores"}),
        ("who is the technical owner of the billing archive?", {"Billing Squad"}),
        ("who owns zuora?", {"Finance Ops"}),
    ],
)
def test_what_is_owned_beside_it_stays_owned(question: str, owners: set[str]) -> None:
    assert set(asked(question, APPS).owners) == owners


def test_a_line_that_names_somebody_comes_before_one_as_good_that_names_nobody() -> None:
    docks = "| Area | Owner |\n|---|---|\n| Docks, north | TBD |\n| Docks, south | Yard Office |\n| Cranes | Yard Office |\n"
    assert asked("who owns the docks?", docks).owners == ("Yard Office",)
    assert asked("who owns the docks north?", docks).owners == ()


def test_a_thing_that_is_owned_elsewhere_in_the_charter_is_not_nobodys() -> None:
    reading = read_charter("c", "a.md", b"| Area | Owner |\n|---|---|\n| Rooms | TBD |\n| Mail | Estates |\n\nEstates owns the rooms.\n")
    assert {claim.topic: claim.owners for claim in reading.claims}["rooms"] == ("Estates",)
    assert all(claim.owners for claim in reading.claims)
    assert [finding.code for finding in reading.findings] == ["no-owner"]


def test_a_row_that_holds_its_thing_alone_may_be_a_heading_and_says_nothing() -> None:
    assert all(claim.topic != "Gift cards" for claim in read_charter("c", "apps.csv", APPS.encode()).claims)
    rows = "Task,Yard,Office\nCranes,,\nCrane checks,A,R\nCrane hire,R,A\nCrane sale,C,–\n"
    claims = read_charter("c", "raci.csv", rows.encode()).claims
    assert {claim.topic: claim.owners for claim in claims if not claim.owners} == {"Crane sale": ()}


def test_it_comes_before_what_another_charter_only_lets_guess() -> None:
    guessed = "The CTO owns customer-facing apps.\n\nThe CIO owns enterprise applications.\n"
    listed = "| Area | Owner |\n|---|---|\n| Payroll | TBD |\n| Rooms | Estates |\n"
    assert asked("who owns payroll?", guessed).standing is Standing.INFERRED
    for charters in ((guessed, listed), (listed, guessed)):
        found = asked("who owns payroll?", *charters)
        assert (found.owners, found.topic, found.evidence[0].owners) == ((), "Payroll", ())
    assert asked("who owns payroll?", listed, "The CIO owns payroll.\n\nThe CTO owns APIs.\n").owners == ("CIO",)


def test_one_of_two_topics_may_be_nobodys() -> None:
    found = asked("who owns zuora and visitor booking?", APPS)
    assert (found.owners, [part.owners for part in found.parts]) == (("Finance Ops",), [("Finance Ops",), ()])


def test_another_name_for_it_finds_the_line() -> None:
    rulings = Rulings.of([], [], [Alias("lake tours", "Visitor booking")])
    assert asked("who owns lake tours?", APPS, rulings=rulings).evidence[0].line == 3


def test_the_first_sentence_says_that_nobody_is_named() -> None:
    text, blocks = answer_message(asked("who owns visitor booking?", APPS), Shown())
    assert text.startswith("Nobody is named for *Visitor booking*: the charter lists it without an owner.")
    assert "TBD" in str(blocks) and "Propose an owner" in str(blocks)


def test_a_charter_that_names_nobody_for_anything_is_refused(knowledge: Knowledge) -> None:
    with pytest.raises(DocumentError, match="says of nothing who owns it"):
        knowledge.import_charter("none", "none.csv", b"Area,Owner\nRooms,TBD\nMail,TBD\n")


def test_an_owner_that_is_found_later_is_a_change_and_a_ruling_meanwhile_does_not_drift(knowledge: Knowledge) -> None:
    knowledge.import_charter("apps", "apps.csv", APPS.encode())
    assert knowledge.import_charter("apps", "apps.csv", APPS.encode()).unchanged
    found = APPS.replace("reservoir,TBD,", "reservoir,Visits Office,")
    report = knowledge.import_charter("apps", "apps.csv", found.encode(), dry_run=True)
    assert ("Visitor booking", (), ("Visits Office",)) in [(old.topic, old.owners, new.owners) for old, new in report.changed]
    assert knowledge.ask("who owns visitor booking?").owners == ()
    knowledge.import_charter("apps", "apps.csv", found.encode())
    assert knowledge.ask("who owns visitor booking?").owners == ("Visits Office",)


def test_what_nobody_has_is_no_example(knowledge: Knowledge) -> None:
    knowledge.remove_charter("cio-cto")
    knowledge.import_charter("areas", "areas.csv", b"Area,Owner\nGate Desk,TBD\nBoat House,TBD\nRooms,Estates\n")
    assert knowledge.examples() == ("Who owns Rooms?",)


def test_a_ruling_on_what_a_line_names_nobody_for_stands_when_the_line_goes(knowledge: Knowledge) -> None:
    knowledge.change_settings({"deciders": DECIDER})
    rows = "Area,Owner\nRooms,Estates\nBoat House,TBD\n"
    knowledge.import_charter("areas", "areas.csv", rows.encode())
    raised = knowledge.raise_dispute(topic="Boat House", proposed=("Estates",), reason="We staff it.", actor=MEMBER, request="r").dispute
    ruling = {"owners": ("Estates",), "rationale": "They staff it.", "version": raised.version, "request": "d"}
    knowledge.decide(raised.number, actor=DECIDER, **ruling)
    found = knowledge.ask("who owns the boat house?")
    assert (found.owners, found.standing, found.evidence[0].owners) == (("Estates",), Standing.DECIDED, ())
    assert knowledge.import_charter("areas", "areas.csv", rows.replace("Boat House,TBD\n", "").encode()).decisions_touched == ()
