"""What one line of a table says beside its owner: others who are bound to a thing, parts of it, what it is for."""

from __future__ import annotations

import pytest

from knowledge.answers import NO_RULINGS, answer
from knowledge.claims import read_charter
from knowledge.index import build_index
from knowledge.types import Answer, Standing, Tie

DECISIONS = b"""# Decisions

| Decision | Driver | Approver | Contributors | Informed |
|---|---|---|---|---|
| Office move | Workplace Lead | COO | People team, Legal | |
| Data lake | | CDO | | |
"""

APPLICATIONS = b"""Application,Description,Business owner,Technical owner
Zuora,Subscription billing and invoices,Finance,Platform team
Greenhouse,Tracks candidates and interviews,People,TBD
Snowflake,Warehouse for analytics,Data,Data platform
"""


def asked(question: str, name: str, text: bytes) -> Answer:
    charter = read_charter("charter", name, text)
    return answer(question, build_index(charter.claims, charter.owners), NO_RULINGS)


@pytest.mark.parametrize(
    ("question", "owners", "tie"),
    [
        ("who owns the office move?", ("COO",), Tie.ACCOUNTABLE),
        ("who do I consult about the office move?", ("COO",), Tie.ACCOUNTABLE),
        ("who is consulted on the office move?", ("People team", "Legal"), Tie.CONSULTED),
        ("who has to be consulted on the office move?", ("People team", "Legal"), Tie.CONSULTED),
        ("who contributes to the office move?", ("People team", "Legal"), Tie.CONSULTED),
        ("who drives the office move?", ("Workplace Lead",), Tie.RESPONSIBLE),
        ("who is the driver of the office move?", ("Workplace Lead",), Tie.RESPONSIBLE),
        ("who drives the data lake?", ("CDO",), Tie.ACCOUNTABLE),
    ],
)
def test_who_is_asked_for_is_told_by_what_binds_them(question: str, owners: tuple[str, ...], tie: Tie) -> None:
    found = asked(question, "decisions.md", DECISIONS)
    assert (found.owners, found.tie, found.standing) == (owners, tie, Standing.DOCUMENTED)
    assert (found.note == "COO owns Office move.") is (tie is not Tie.ACCOUNTABLE)


def test_where_nobody_is_bound_so_the_owner_is_named_and_it_is_said() -> None:
    found = asked("who is informed of the office move?", "decisions.md", DECISIONS)
    assert (found.owners, found.tie, found.note) == (("COO",), Tie.ACCOUNTABLE, "The line names nobody to be informed.")


@pytest.mark.parametrize(
    ("question", "owners"),
    [
        ("who owns Zuora?", ("Finance",)),
        ("who owns subscription billing?", ("Finance",)),
        ("who is the technical owner of Zuora?", ("Platform team",)),
        ("who is the technical owner of subscription billing?", ("Platform team",)),
        ("who handles candidate interviews?", ("People",)),
    ],
)
def test_an_application_is_found_by_its_description_and_its_owners_do_not_contest_it(question: str, owners: tuple[str, ...]) -> None:
    found = asked(question, "applications.csv", APPLICATIONS)
    assert (found.owners, found.standing) == (owners, Standing.DOCUMENTED)


def test_a_kind_of_owner_that_the_line_leaves_open_is_nobody() -> None:
    found = asked("who is the technical owner of Greenhouse?", "applications.csv", APPLICATIONS)
    assert (found.owners, found.standing, found.topic) == ((), Standing.UNKNOWN, "technical owner of Greenhouse")
    assert found.note == "People owns Greenhouse. The line names no technical owner (“TBD”)."
    assert asked("who owns Greenhouse?", "applications.csv", APPLICATIONS).owners == ("People",)


@pytest.mark.parametrize(
    ("question", "owners"),
    [("who administers Banner?", ("Apps team",)), ("who owns Banner?", ("Registry",)), ("who owns the timetable system?", ("Estates",))],
)
def test_a_deed_asks_for_its_doer_and_a_word_of_a_column_for_nobody(question: str, owners: tuple[str, ...]) -> None:
    text = (
        b"System,What it is,Business owner,System administrator\nBanner,Records,Registry,Apps team\nScientia,Timetables,Estates,Apps team\n"
    )
    assert asked(question, "register.csv", text).owners == owners


FEATURES = b"""| Feature | Team | DRI | Backup |
|---|---|---|---|
| Basket | Team Pay | Ann Lee | |
| Kids club | Member App + Club Ops | Ann Lee / Bo Ray | |
"""


@pytest.mark.parametrize(
    ("question", "owners"),
    [
        ("who owns the basket?", ("Team Pay",)),
        ("which team is responsible for the basket?", ("Team Pay",)),
        ("what team has the kids club?", ("Club Ops", "Member App")),
        ("is there a DRI for the basket?", ("Ann Lee",)),
        ("who is the basket's DRI?", ("Ann Lee",)),
    ],
)
def test_the_team_is_named_where_a_team_is_asked_for(question: str, owners: tuple[str, ...]) -> None:
    assert tuple(sorted(asked(question, "features.md", FEATURES).owners)) == owners


@pytest.mark.parametrize(
    "said",
    [
        "**DRI** is who owns it. The team is where they sit.",
        "The **DRI** owns the thing, the team is where they sit.",
        "DRI = the owner",
        "(DRI means the one who owns it)",
        "“DRI” says who owns a thing.",
    ],
)
def test_the_column_that_a_page_says_to_own_does(said: str) -> None:
    found = asked("who owns the basket?", "features.md", said.encode() + b"\n\n" + FEATURES)
    assert found.owners == ("Ann Lee",)
    assert asked("which team has the basket?", "features.md", said.encode() + b"\n\n" + FEATURES).owners == ("Team Pay",)


@pytest.mark.parametrize("side", ["on the business side", "on the IT side", "on the technical side"])
def test_the_side_that_is_asked_for_tells_the_kind_of_owner(side: str) -> None:
    owner = {"on the business side": "Finance"}.get(side, "Platform team")
    assert asked(f"who {side} owns subscription billing?", "applications.csv", APPLICATIONS).owners == (owner,)


@pytest.mark.parametrize("question", ["who owns the data lke?", "who owns the data lak"])
def test_a_short_slip_is_mended_beside_a_word_of_the_same_topic(question: str) -> None:
    assert asked(question, "decisions.md", DECISIONS).owners == ("CDO",)


def test_a_short_unknown_word_is_not_mended_from_topics_of_other_words() -> None:
    assert asked("who owns the office lke?", "decisions.md", DECISIONS).owners == ()


@pytest.mark.parametrize("header", ["What it does", "What we use it for", "What it's for", "Used for", "Purpose"])
def test_what_a_thing_is_for_names_it_too(header: str) -> None:
    table = f"App,{header},Business owner\nStar,Personal trading checks,Compliance\nMoon,Fund books,Finance\n".encode()
    assert asked("who owns personal trading checks?", "apps.csv", table).topic == "Personal trading checks"


def test_words_for_doing_something_about_a_thing_weigh_little_in_its_topic() -> None:
    things = ("Customer complaints handling", "Vulnerable customers policy", "Customer onboarding flow", "Strong customer authentication")
    rows = "".join(f"{thing},{owner}\n" for thing, owner in zip(things, ("Care", "Care", "Product", "Security"), strict=True))
    found = asked("customers are complaining, who is accountable for handling that", "a.csv", f"Area,Owner\n{rows}".encode())
    assert found.owners == ("Care",)


def test_slips_in_the_words_of_a_topic_are_no_first_letters_of_another() -> None:
    table = b"Area,Owner\nFire safety certificates for upholstered items,Quality\nFSC chain of custody,Forestry\n"
    assert asked("fire saftey certifcates for uphlostered items, who", "a.csv", table).owners == ("Quality",)
