"""Tables: which column owns, which names the things, what the cells say, and what is told when they say nothing."""

from __future__ import annotations

import pytest

from knowledge.types import Tie
from tests.knowledge.claims.conftest import Owned, Read


def table(header: str, *rows: str) -> str:
    columns = header.count("|") + 1
    return "\n".join([f"| {header} |", "|" + "---|" * columns, *(f"| {row} |" for row in rows)]) + "\n"


@pytest.mark.parametrize(
    "header",
    ["Owner", "Owned by", "Team", "DRI", "Responsible", "Accountable", "Lead", "Approver", "Maintainer", "Owning team", "Squad", "Steward",
     "Process owner", "Managed by", "Who", "Engineering lead", "Business owner", "Accountable department", "Responsible Unit",
     "Lead Office", "Owning Division", "Responsible Committee", "Department responsible", "Person in charge"],
)  # fmt: skip
def test_the_column_of_owners_is_known_by_its_header(header: str, owned: Owned) -> None:
    assert owned(table(f"Feature | {header}", "Search | Team Find", "Basket | Team Pay")) == {"Search": "Team Find", "Basket": "Team Pay"}
    assert owned(table(f"{header} | Feature", "Team Find | Search")) == {"Search": "Team Find"}


@pytest.mark.parametrize(
    ("header", "first", "second"),
    [
        ("Owner | Backup", Tie.ACCOUNTABLE, Tie.RESPONSIBLE),
        ("Team | Lead", Tie.ACCOUNTABLE, Tie.RESPONSIBLE),
        ("Lead | Maintainer", Tie.ACCOUNTABLE, Tie.RESPONSIBLE),
        ("Accountable | Consulted", Tie.ACCOUNTABLE, Tie.CONSULTED),
        ("Approver | Informed", Tie.ACCOUNTABLE, Tie.INFORMED),
    ],
)
def test_one_column_is_the_owners_and_the_others_are_shown_as_what_they_are(header: str, first: Tie, second: Tie, read: Read) -> None:
    claim = read(table(f"Feature | {header}", "Search | Team Find | Team Help")).claims[0]
    assert first is Tie.ACCOUNTABLE
    assert (claim.owners, claim.involved) == (("Team Find",), (("Team Help", second),))


def test_business_and_technical_owners_are_also_claims_of_their_own(owned: Owned) -> None:
    text = "Application,Business Owner,Technical Owner,Slack\nWorkday,HR,Apps team,#hr\nExpensify,TBC,Apps team,\n"
    assert owned(text, "a.csv") == {
        "Workday": "HR",
        "business owner of Workday": "HR",
        "technical owner of Workday": "Apps team",
        "Expensify": "Apps team",
        "technical owner of Expensify": "Apps team",
    }


def test_a_kind_of_owner_that_a_row_leaves_open_is_told(read: Read) -> None:
    text = "Application,Business Owner,Technical Owner\nWorkday,HR,TBD\nExpensify,,Apps team\nJira,HR,Apps team\n"
    reading = read(text, "a.csv")
    assert [finding.message for finding in reading.findings] == [
        '"Workday" has no technical owner ("TBD").',
        '"Expensify" has no business owner.',
    ]
    assert reading.claims[0].note == "technical owner: TBD"


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        (table("Item | Task | Owner", "1 | Gate checks | Guards", "2 | Night rounds | Guards"), {"Gate checks", "Night rounds"}),
        (table("Service | Owner", "S3 | Storage team", "K8 | Cluster team"), {"S3", "K8"}),
        (table("Cost centre | Manager | Site", "4711 | Ada Byron | Kiel", "4712 | Max Born | Kiel"), {"4711", "4712"}),
        (table("ID | Owner | Tier", "billing-api | Team Pay | 1", "web-shop | Team Web | 1"), {"billing-api", "web-shop"}),
        (table("System | Module | Owner", "SAP | Quotes | A", "SAP | Orders | B", "SAP | Leads | B"), {"Quotes", "Orders", "Leads"}),
    ],
)
def test_numbers_and_groups_are_no_topics_unless_nothing_else_names_the_row(text: str, topics: set[str], owned: Owned) -> None:
    assert set(owned(text)) == topics


def test_what_a_page_says_of_itself_is_no_claim(read: Read, owned: Owned) -> None:
    assert read("# Rota\n\nVersion 2.1 | Status: approved by the care board | Next review: May\n").claims == ()
    assert owned("## Rota\n\n**Owner:** Care Team | **Status:** live\n") == owned("## Rota\n\n**Owner:** Care Team | **Slack:** #care\n")


def test_a_row_of_html_is_quoted_with_its_owner(read: Read) -> None:
    text = (
        "<table><tr><th>Service</th><th>Owner</th><th>Fax</th></tr>\n"
        "<tr><td>Lamps</td><td><a href='/w'>Works &amp; Roads</a></td><td>12</td></tr>\n"
        "<tr>\n<td>Ponds</td>\n<td>Parks</td>\n<td>13</td></tr></table>\n"
    )
    assert [claim.quote for claim in read(text).claims] == ["Lamps</td><td><a href='/w'>Works &amp; Roads", "Ponds"]


def test_contacts_and_remarks_go_with_the_claim(read: Read) -> None:
    reading = read(table("Feature | Team | Slack | Notes", "Search | Team Find | #find | being rewritten"))
    assert reading.claims[0].note == "being rewritten; #find"
    assert reading.owners[0].contact == "#find"


def test_rows_without_owner_or_topic_are_told(read: Read) -> None:
    rows = (
        "Search | TBD",
        "Basket | ",
        " | Team Pay",
        "Map | it depends on who you ask and on which day of the week it is asked",
        "Pay | Team Pay",
    )
    reading = read(table("Feature | Team", *rows))
    assert [(claim.topic, claim.owners) for claim in reading.claims] == [("Search", ()), ("Basket", ()), ("Pay", ("Team Pay",))]
    told = [("no-owner", 3), ("no-owner", 4), ("skipped", 5), ("unknown-owner", 6)]
    assert [(finding.code, finding.line) for finding in reading.findings] == told


def test_names_that_stand_alone_elsewhere_are_two_when_joined(owned: Owned) -> None:
    text = table("Service | Owners", "Geocoder | [Maps](x) and [Routing](y)", "Tiles | Maps", "Trips | Routing")
    assert owned(text) == {"Geocoder": "Maps + Routing", "Tiles": "Maps", "Trips": "Routing"}


def test_what_is_struck_through_is_said_no_more(owned: Owned) -> None:
    assert owned(table("Feature | Team", "Wishlist | ~~Community~~ Checkout")) == {"Wishlist": "Checkout"}


def test_the_things_of_one_owner_in_one_cell(owned: Owned) -> None:
    assert owned('Team,Owns\nTeam Pay,"Fees, refunds"\nTeam Find,"Ranking\nAds"\n', "a.csv") == {
        "Fees": "Team Pay",
        "refunds": "Team Pay",
        "Ranking": "Team Find",
        "Ads": "Team Find",
    }


def test_a_list_of_teams_alone_claims_nothing_but_checks_names(read: Read) -> None:
    text = table("Team | Slack", "Team Pay | #pay", "Team Find | #find") + "\n" + table("Feature | Team", "Search | Team Fnd")
    reading = read(text)
    assert [(claim.topic, claim.owners) for claim in reading.claims] == [("Search", ("Team Fnd",))]
    assert [finding.code for finding in reading.findings] == ["unknown-owner"]


def test_a_table_of_properties_describes_its_section(owned: Owned) -> None:
    assert owned("## Checkout\n\n" + table("Field | Value", "Owner | Team Pay", "Slack | #pay")) == {"Checkout": "Team Pay"}


def test_a_table_without_owners_is_of_the_owner_of_its_section(owned: Owned, read: Read) -> None:
    text = table("System | Language", "Search | Go")
    assert owned("## Team Find\n\n" + text) == {"Search": "Team Find"}
    assert [finding.code for finding in read("## Systems\n\n" + text).findings] == ["no-owner"]


def test_a_table_of_links_is_left_out(owned: Owned) -> None:
    assert owned("## See also\n\n" + table("Feature | Team", "Search | Team Find")) == {}


def test_cells_that_hang_over_rows_and_lines_that_are_broken_in_html(owned: Owned) -> None:
    text = (
        "<table><tr><th>Service</th><th>Owner</th></tr>\n<tr><td rowspan='2'>Search</td><td>Team A<br>Team B</td></tr>\n"
        "<tr><td>Team A<br>Team B</td></tr>\n<tr><td>Alert&shy;ing</td><td><s>Team B</s> Team A</td></tr></table>\n"
    )
    assert owned(text) == {"Search": "Team A + Team B", "Alerting": "Team A"}


def test_a_word_set_behind_a_thing_and_a_remark_behind_a_dash_are_no_second_thing(owned: Owned) -> None:
    found = owned(table("Service | Owner", "Building permits, online | Team A", "Payroll – monthly | Team B", "Loans in and out | Team A"))
    assert set(found) == {"Building permits, online", "online Building permits", "Payroll – monthly", "Payroll", "Loans in and out"}


def test_a_misspelt_name_among_many_is_told(read: Read) -> None:
    reading = read("Topic,Team\n" + "".join(f"Thing {letter},Payments\n" for letter in "abc") + "Thing d,Paymnets\n", "a.csv")
    assert [(finding.code, finding.line) for finding in reading.findings] == [("unknown-owner", 5)]
    assert 'is it "Payments"' in reading.findings[0].message


@pytest.mark.parametrize(
    ("cell", "owners"),
    [
        ("Locks & Weirs and Boat Hire", "Boat Hire + Locks & Weirs"),
        ("Boat Hire and Locks & Weirs", "Boat Hire + Locks & Weirs"),
        ("Locks & Weirs", "Locks & Weirs"),
        ("Boat Hire & Towpaths", "Boat Hire + Towpaths"),
    ],
)
def test_a_name_with_a_sign_for_and_is_one_owner(cell: str, owners: str, owned: Owned) -> None:
    teams = "| Team | Services |\n|---|---|\n| Locks & Weirs | gates |\n| Boat Hire | boats |\n| Towpaths | paths |\n\n"
    assert owned(f"{teams}## Shared\n\n| Service | Teams |\n|---|---|\n| winter works | {cell} |\n")["winter works"] == owners


def test_two_adjectives_share_the_noun_behind_them(owned: Owned) -> None:
    found = owned(table("Service | Owner", "Lost & delayed baggage | Claims", "Inbound and outbound trucks | Yard"))
    assert {"Lost baggage", "delayed baggage", "Inbound trucks", "outbound trucks"} <= set(found)


def test_where_both_signs_stand_only_the_word_parts_names(owned: Owned) -> None:
    text = "| Service | Team |\n|---|---|\n| gates | Locks & Weirs and Boat Hire |\n| boats | Boat Hire |\n"
    assert owned(text)["gates"].split(" + ") == ["Boat Hire", "Locks & Weirs"]


@pytest.mark.parametrize(("thing", "short"), [("Warehouse Management (Acme WMS)", "WMS"), ("Case Tracking System (CTS by Acme)", "CTS")])
def test_an_abbreviation_beside_the_name_of_its_maker_is_a_thing(thing: str, short: str, owned: Owned) -> None:
    assert owned(f"| System | Owner |\n|---|---|\n| {thing} | Boat Hire |\n")[short] == "Boat Hire"


@pytest.mark.parametrize("mark", ['"', "''", "–”–", "ditto", "same as above"])
def test_a_mark_for_the_same_again_is_what_stands_above(mark: str, owned: Owned) -> None:
    assert owned(table("Feature | Team", "Search | Team Find", f"Ranking | {mark}", "Basket | Team Pay", f"Refunds | {mark}")) == {
        "Search": "Team Find",
        "Ranking": "Team Find",
        "Basket": "Team Pay",
        "Refunds": "Team Pay",
    }


def test_a_mark_in_the_first_row_is_nobody(read: Read) -> None:
    assert [finding.code for finding in read(table("Feature | Team", 'Search | "', "Basket | Team Pay")).findings] == ["no-owner"]


def test_a_note_may_say_that_two_hold_a_thing(owned: Owned, read: Read) -> None:
    rows = ("Emergency calls | Core Voice & Regulatory | joint since the audit", "Alarms | Trust & Safety | ", "Fax | | both asked")
    assert owned(table("Service | Team | Notes", *rows)) == {"Emergency calls": "Core Voice + Regulatory", "Alarms": "Trust & Safety"}
    assert [finding.message for finding in read(table("Service | Team | Notes", *rows)).findings] == ['"Fax" has no owner.']
    empty = table("Service | DRI | Team | Notes", "Kiosks | Ann Lee | | joint")
    assert [finding.message for finding in read(empty).findings] == []


def test_people_with_their_posts_are_known_by_both(owned: Owned, read: Read) -> None:
    text = table("Thing | Owner", "Kilns | Ann Lee, Head of Firing", "Glaze | Cy Poe, Colour Kitchen", "Clay | Di Ray, Head of Stores")
    assert owned(text) == {"Kilns": "Ann Lee", "Glaze": "Cy Poe", "Clay": "Di Ray"}
    assert "Head of Firing" in next(owner.other_names for owner in read(text).owners if owner.name == "Ann Lee")
