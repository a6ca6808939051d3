"""Headings, bullets, fields and lines that lead into lists: whose the things under them are."""

from __future__ import annotations

import pytest

from knowledge.claims import read_charter
from knowledge.types import Owner, Reading
from tests.knowledge.claims.conftest import Owned, Read


def read(text: str, name: str = "owners.md") -> Reading:
    return read_charter("test", name, text.encode())


def owned(text: str, name: str = "owners.md") -> dict[str, tuple[str, ...]]:
    return {claim.topic: claim.owners for claim in read(text, name).claims if claim.owners}


def codes(text: str, name: str = "owners.md") -> list[tuple[str, int]]:
    return [(finding.code, finding.line) for finding in read(text, name).findings]


@pytest.mark.parametrize(
    ("bullet", "topics"),
    [
        ("Servers", ["Servers"]),
        ("Servers, networks and laptops", ["Servers", "networks", "laptops"]),
        ("Managing servers and networks", ["servers and networks", "servers", "networks"]),
        ("Leads the help desk", ["help desk"]),
        ("Planning the budget", ["budget"]),
        ("Training courses", ["Training courses"]),
        ("Responsible for backups", ["backups"]),
        ("Supports the stores", ["stores"]),
        ("Laptops: buying, repair", ["Laptops", "buying", "repair"]),
        ("**Wi-Fi** (guest, staff)", ["Wi-Fi", "guest", "staff"]),
        ("Research & Development", ["Research & Development"]),
        ("Not the printers", []),
        ("Printers are a pain", []),
    ],
)
def test_a_bullet_under_a_role_is_owned_by_it(bullet: str, topics: list[str]) -> None:
    assert owned(f"## Head of IT\n\n- {bullet}\n") == dict.fromkeys(topics, ("Head of IT",))


@pytest.mark.parametrize(
    "heading",
    [
        "Head of IT",
        "The Head of IT",
        "Head of IT – keeps us running",
        "Head of IT: what we do",
        "Responsibilities of the Head of IT",
        "The Head of IT's responsibilities",
        "What the Head of IT owns",
        "Owned by the Head of IT",
        "Role: Head of IT",
    ],
)
def test_a_heading_that_names_an_owner_gives_its_bullets_to_it(heading: str) -> None:
    assert owned(f"# Charter\n\n## {heading}\n\n### Tasks\n\n- Servers\n") == {"Servers": ("Head of IT",)}


def test_a_heading_that_only_mentions_an_owner_gives_nothing() -> None:
    assert owned("## Why the Head of IT matters to sales\n\n- Growth\n") == {}


def test_a_deeper_heading_inherits_and_a_sibling_does_not() -> None:
    text = "# Head of IT\n\n## Daily work\n\n- Servers\n\n# Holidays\n\n- Easter\n"
    assert owned(text) == {"Servers": ("Head of IT",)}
    assert codes(text) == [("no-owner", 7)]


def test_what_is_barred_by_its_heading_is_not_inherited() -> None:
    text = "# Head of IT\n\n## Not responsible for\n\n- Phones\n\n## Contacts\n\n- Ann\n"
    assert owned(text) == {}
    assert codes(text) == [("skipped", 3), ("skipped", 7)]


def test_repeated_headings_beside_an_owner_are_flagged_not_guessed() -> None:
    text = "## Head of IT\n\n- Servers\n\n## Duties\n\n- Phones\n\n## Head of HR\n\n## Duties\n\n- Hiring\n"
    assert owned(text) == {"Servers": ("Head of IT",)}
    assert codes(text) == [("doubtful-section", 5), ("doubtful-section", 11)]


def test_a_section_shared_by_name_or_by_the_two_owners_of_the_charter() -> None:
    text = "## Head of IT\n\n- Servers\n\n## Head of HR\n\n- Hiring\n\n## Shared responsibilities\n\n- Fire drills\n"
    assert owned(text)["Fire drills"] == ("Head of IT", "Head of HR")
    assert owned("## Shared by Head of IT and Head of HR\n\n- Fire drills\n")["Fire drills"] == ("Head of IT", "Head of HR")
    assert owned("## Head of IT\n\n- Servers\n\n## Shared responsibilities\n\n- Fire drills\n") == {"Servers": ("Head of IT",)}


def test_joint_matters_are_held_by_those_that_the_section_names() -> None:
    text = (
        "## Reducing the drift between the CIO and the CTO\n\n- Ensure joint governance over platforms like AI or cloud that span both.\n"
    )
    found = owned(text)
    assert found["AI governance"] == found["cloud platforms"] == found["AI"] == ("CIO", "CTO")


def test_links_and_the_like_are_left_out() -> None:
    text = "# Head of IT\n\n- Servers\n\n## See also\n\n- Phones\n\n### Deeper\n\n- Fax\n\n## Daily work\n\n- Laptops\n"
    assert set(owned(text)) == {"Servers", "Laptops"}
    assert codes(text) == [("skipped", 5)]
    assert owned("Head of IT\n\n- Servers\n\nRelated posts\n\nHead of IT wins prize\n\n- Fax\n", "a.txt") == {"Servers": ("Head of IT",)}


def test_bullets_under_a_bullet_that_is_a_name() -> None:
    text = "- Head of IT\n  - Servers\n  - Phones\n- **Head of HR**:\n  - Hiring\n- Other\n  - Lunch\n"
    assert owned(text) == {"Servers": ("Head of IT",), "Phones": ("Head of IT",), "Hiring": ("Head of HR",)}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- Billing: Team Pay", {"Billing": ("Team Pay",)}),
        ("- Billing – Team Pay", {"Billing": ("Team Pay",)}),
        ("- Billing → Team Pay", {"Billing": ("Team Pay",)}),
        ("- Billing (Team Pay)", {"Billing": ("Team Pay",)}),
        ("- Billing (owner: Team Pay)", {"Billing": ("Team Pay",)}),
        ("- Billing: owned by Team Pay", {"Billing": ("Team Pay",)}),
        ("- Billing: Team Pay and Team Find", {"Billing": ("Team Pay", "Team Find")}),
        ("- Team Pay: billing, fees", {"billing": ("Team Pay",), "fees": ("Team Pay",)}),
        ("Billing: Team Pay", {"Billing": ("Team Pay",)}),
        ("Escalation: Team Pay", {}),
        ("- Search\n  - ranking: Team Find", {"Search ranking": ("Team Find",)}),
    ],
)
def test_a_thing_and_its_owner_on_one_line(line: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert owned(f"Team Pay and Team Find work here.\n\n{line}\n") == expected


def test_a_field_gives_the_thing_of_its_heading_or_bullet() -> None:
    text = (
        "Team Pay works here.\n\n## Checkout\n\nOwner: Team Pay\nSlack: #pay\nBackup: Team Find\n\n- Cart\n\n"
        "## Search\n\n- **Owner:** Team Find | since May\n- **Team:** Team Other\n\n- Crawler\n  - DRI: Ann\n\n## Fax\n\nOwner: TBD\n"
    )
    assert owned(text) == {"Checkout": ("Team Pay",), "Cart": ("Team Pay",), "Search": ("Team Find",), "Crawler": ("Ann",)}
    assert ("no-owner", 21) in codes(text)
    assert Owner("Team Pay", kind="team", contact="#pay") in read(text).owners


def test_a_heading_with_its_owner_behind_it() -> None:
    assert owned("Team Pay works here.\n\n## Checkout (Team Pay)\n\n- Cart\n\n## Fees – Team Pay\n") == {
        "Checkout": ("Team Pay",),
        "Cart": ("Team Pay",),
        "Fees": ("Team Pay",),
    }


def test_lines_that_lead_into_a_list() -> None:
    text = (
        "The Pay team owns:\n\n- Fees\n\nThey are also responsible for:\n\n- Refunds\n\n"
        "They do not own:\n\n- Search\n\n**Find team**\n\n- Ranking\n\nSome examples:\n\n- Nothing\n"
    )
    text += "\nThe Find team owns ads.\n"
    assert owned(text) == {"Fees": ("Pay team",), "Refunds": ("Pay team",), "Ranking": ("Find team",), "ads": ("Find team",)}


def test_headings_under_teams_are_owners() -> None:
    text = "# Teams\n\n## Overview\n\n- Hello\n\n## Payments\n\n- Fees\n\n## Search\n\n- Ranking\n\n# Notes\n\n## Other\n\n- x\n"
    assert owned(text) == {"Fees": ("Payments",), "Ranking": ("Search",)}


def test_drawn_charts_give_things_and_reporting_lines() -> None:
    text = "CEO\n\n├─ CIO (IT Ops, Security)\n\n└─ CTO: Product\n"
    assert owned(text, "a.txt") == {
        "IT Ops": ("CIO",),
        "Security": ("CIO",),
        "CIO reporting line": ("CEO",),
        "Product": ("CTO",),
        "CTO reporting line": ("CEO",),
    }
    assert owned("x\n\n├─ nobody we know\n", "a.txt") == {}


def test_the_section_names_the_way_without_the_title() -> None:
    reading = read("# Charter\n\n## Head of IT\n\n### Daily work\n\n- Hardware\n  - Servers\n")
    assert {claim.topic: claim.section for claim in reading.claims} == {
        "Hardware": "Head of IT › Daily work",
        "Servers": "Head of IT › Daily work › Hardware",
    }


def test_definitions_give_an_owner_its_long_name() -> None:
    reading = read(
        "The Chief Data Officer (CDO) owns data. The CPO (Chief Product Officer) owns products. Research & Development (R&D) is fun."
    )
    assert {(owner.name, owner.other_names) for owner in reading.owners} == {
        ("CDO", ("Chief Data Officer",)),
        ("CPO", ("Chief Product Officer",)),
    }
    assert owned("The Chief Data Officer (CDO) owns data. A chief data officer runs reports. CDOs approve models.") == dict.fromkeys(
        ("data", "reports", "models"), ("CDO",)
    )


def test_names_in_lower_case_and_with_articles_are_owners() -> None:
    text = "Backups are handled by the storage team. The storage team also runs mirrors. @org/web owns pages."
    assert owned(text) == {"Backups": ("storage team",), "mirrors": ("storage team",), "pages": ("@org/web",)}


def test_a_line_of_plain_text_with_an_owner_and_a_list() -> None:
    text = "Finance Department: budgets, payroll\n\nRooms\n\n - desks\n"
    assert owned(text, "a.txt") == {"budgets": ("Finance Department",), "payroll": ("Finance Department",)}
    assert codes(text, "a.txt") == [("no-owner", 3)]


def test_a_name_in_bold_without_words_is_no_lead() -> None:
    assert owned("** **\n\n- x\n", "a.txt") == {}


def test_progress_is_told_up_to_the_last_line() -> None:
    told: list[tuple[int, int]] = []
    read_charter("test", "a.md", b"# A\n\nThe Pay team owns fees.\n", lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3) and told == sorted(told)


def test_an_owner_unless_a_line_says_otherwise(owned: Owned) -> None:
    for field in ("Owner: Estates unless stated otherwise", "Owner: Estates (unless otherwise noted)", "Default owner: Estates"):
        text = f"# Site\n\n## Grounds\n\n{field}\n\n- Lawns\n- Gate keys: Porters\n- Pond: Nature Club (since May)\n"
        assert owned(text) == {"Lawns": "Estates", "Gate keys": "Porters", "Pond": "Nature Club"}


def test_a_line_under_an_owner_names_things_where_nothing_speaks_of_others(owned: Owned) -> None:
    assert set(owned("# Site\n\n## Estates team\n\n- Lawns\n- Pond: Fish\n").values()) == {"Estates team"}


@pytest.mark.parametrize("date", ["2024-06-11", "11.06.2024", "6/11/24", "11 June 2024", "June 2024", "v1.2"])
def test_a_dated_note_is_no_thing(date: str, read: Read) -> None:
    reading = read(f"# Site\n\nThe Head of HR owns payroll.\n\n## News\n\n- {date}: Page moved\n- {date} – first draft\n")
    assert [claim.topic for claim in reading.claims] == ["payroll"]
    assert not reading.findings


def test_telephone_numbers_are_no_things(read: Read) -> None:
    text = "# Site\n\nThe Head of HR owns payroll.\n\n## {}\n\n- Porter: 114\n- Taxi: +44 (0)20 555 01\n"
    assert not read(text.format("Around here")).findings
    assert [finding.code for finding in read(text.format("Important phone numbers")).findings] == ["skipped"]


def test_a_list_shared_with_somebody_outside_stays_with_its_owner(owned: Owned) -> None:
    text = (
        "# Roles\n\n## Head of Sales\n\n- Offers\n\n## Head of Law\n\n- Contracts\n\n## Head of Rails\n\n"
        "- Track surveys, together with the railway authority\n- Onboard heating (pumps, vents)\n"
    )
    found = owned(text)
    assert found["Track surveys"] == "Head of Rails"
    assert found["Onboard heating"] == "Head of Rails"
    assert not [topic for topic in found if "authority" in topic]


def test_a_bullet_with_another_owner_behind_it_is_shared(read: Read) -> None:
    found = read("# Roles\n\n## Finance Controller\n\n- Payroll, with the People Partner\n- Tax\n\n## People Partner\n\n- Hiring\n")
    assert {claim.topic: set(claim.owners) for claim in found.claims}["Payroll"] == {"Finance Controller", "People Partner"}


@pytest.mark.parametrize(
    "line",
    [
        "Snagging list: accountability still to be agreed between the CIO and the CTO.",
        "Snagging list: ownership TBD, either the CIO or the CTO.",
        "- Snagging list: no owner at present, the CIO left it",
    ],
)
def test_what_is_still_to_be_agreed_between_owners_is_nobodys(line: str) -> None:
    reading = read(f"The CIO owns payroll. The CTO owns apps.\n\n{line}\n")
    assert [claim.owners for claim in reading.claims if "nagging" in claim.topic] == [()]


def test_a_thing_with_an_aside_may_be_of_two_together() -> None:
    text = "# Roles\n\n## Head of Trains\n\n- drivers\n\n## Head of Guests\n\n- lounges\n\n## Shared\n\n"
    found = owned(f"{text}- Big events (races, fairs): Head of Trains and Head of Guests together\n")
    assert next(owners for topic, owners in found.items() if topic.startswith("Big events")) == ("Head of Trains", "Head of Guests")
