"""Owners that only the layout of a page tells, tables of places, CODEOWNERS, and what a thing is by its description."""

from __future__ import annotations

import pytest

from tests.knowledge.claims.conftest import NOBODY, Owned, Read

PEOPLE = """# Who does what

**Ann Lee, Head Baker**

* bread
* yeast (Ann keeps the starter)

**Bo Finn, Shop & Till**

* till rota

**Big Cy (Cy Moss), Deliveries**

* vans

### Things without a home yet

* the cellar
"""

PAGE = """# Payouts 💸

We are five.

## What we own

- **Bank files** – sending and receipts
- FX cache

## What we don't own

- Card checkout → **Acquiring**. They have it all.
- Fraud rules → also **Trust & Safety**, #trust
- Salesforce → **RevOps**
- Tax → nobody yet

## Rooms

Meetings are in the kitchen.
"""

PLACES = """| Area | EMEA | US |
|---|---|---|
| Customs | Dock Desk | Trade Desk |
| Warehouses | Stores | Stores |
| Hiring | People Team | n/a |
"""

CODEOWNERS = """# Who reviews what
*                    @acme/leads
/engine/render/      @acme/pixels      # shaders, lighting + fog as well
/engine/net/         @acme/wires       # lobby
/game/ui/            @acme/ui @acme/ux # menus
/game/photo/         # TODO owner?
# Merch -> @acme/shop
# Playtests -> @acme/ux
"""


def test_names_over_lists_of_their_own_are_owners(read: Read) -> None:
    reading = read(PEOPLE)
    owned = {claim.topic: claim.owners for claim in reading.claims}
    assert owned["bread"] == owned["yeast"] == ("Ann Lee",)
    assert owned["till rota"] == ("Bo Finn",)
    assert owned["vans"] == ("Big Cy",)
    assert "cellar" not in str(reading.claims)
    assert {"Ann", "Head Baker"} <= set(next(owner for owner in reading.owners if owner.name == "Ann Lee").other_names)


def test_two_such_names_are_not_enough(owned: Owned) -> None:
    assert owned("**Ann Lee, Head Baker**\n\n* bread\n\n**Bo Finn, Till**\n\n* till rota\n") == {}


def test_a_page_that_says_we_is_of_the_team_in_its_title(owned: Owned) -> None:
    found = owned(PAGE)
    assert found["Bank files"] == found["FX cache"] == "Payouts"
    assert (found["Card checkout"], found["Fraud rules"], found["Salesforce"]) == ("Acquiring", "Trust & Safety", "RevOps")
    assert "Tax" not in found


@pytest.mark.parametrize("title", ["Team handbook", "Who does what", "A title of many more words than any team has"])
def test_a_title_that_is_no_name_owns_nothing(title: str, owned: Owned) -> None:
    assert owned(f"# {title}\n\n## What we own\n\n- bread\n- butter\n") == {}


def test_steps_of_a_process_name_nobody(owned: Owned) -> None:
    assert owned("Drafts go their way:\n\n- Draft -> Review -> Published\n- Order -> Paid -> Sent\n") == {}


def test_each_place_has_its_own_owner(read: Read) -> None:
    reading = read(PLACES)
    owned = {claim.topic: claim.owners for claim in reading.claims}
    assert owned["Customs in EMEA"] == ("Dock Desk",)
    assert owned["Customs in US"] == ("Trade Desk",)
    assert "Customs" not in owned
    assert owned["Warehouses"] == owned["Warehouses in US"] == ("Stores",)
    assert owned["Hiring in EMEA"] == ("People Team",)
    assert [finding.message for finding in reading.findings] == ['"Hiring" has no owner in US ("n/a").']


def test_paths_and_what_their_comments_list_belong_to_their_handles(read: Read) -> None:
    reading = read(CODEOWNERS, "CODEOWNERS")
    owned = {claim.topic: claim.owners for claim in reading.claims}
    assert owned["shaders"] == owned["lighting"] == owned["fog"] == ("@acme/pixels",)
    assert owned["lobby"] == ("@acme/wires",)
    assert set(owned["menus"]) == {"@acme/ui", "@acme/ux"}
    assert (owned["Merch"], owned["Playtests"]) == (("@acme/shop",), ("@acme/ux",))
    assert owned["game/photo"] == NOBODY
    for claim in reading.claims:
        assert claim.quote in CODEOWNERS.splitlines()[claim.line - 1]


def test_a_few_words_that_say_what_a_thing_is_are_topics_and_a_long_sentence_is_none(owned: Owned) -> None:
    rows = "Tool,Description,Owner\nZuora,Billing and dunning,Finance Team\nSlack,restricted,IT Team\n"
    rows += "Jira,Where all of us keep every task we have,IT Team\n"
    assert owned(rows, "a.csv") == {
        "Zuora": "Finance Team",
        "Billing and dunning": "Finance Team",
        "Billing": "Finance Team",
        "dunning": "Finance Team",
        "Slack": "IT Team",
        "Jira": "IT Team",
    }


def test_the_only_column_of_things_may_be_called_description(owned: Owned) -> None:
    assert owned("Description,Owner\nBilling,Finance Team\n", "a.csv") == {"Billing": "Finance Team"}


@pytest.mark.parametrize(
    ("text", "topic", "owner"),
    [
        ("2.1 Grid Control is accountable for planned outages.", "planned outages", "Grid Control"),
        ("Grid Control takes over planned outages from May.", "planned outages", "Grid Control"),
        ("Grid Control continues to look after planned outages.", "planned outages", "Grid Control"),
        ("Grid Control remains responsible for planned outages.", "planned outages", "Grid Control"),
        ("Planned outages stay with Grid Control.", "Planned outages", "Grid Control"),
        ("Planned outages are with Grid Control.", "Planned outages", "Grid Control"),
        ("Planned outages are the accountability of Grid Control.", "Planned outages", "Grid Control"),
    ],
)
def test_sentences_by_which_a_name_takes_or_keeps_a_thing(text: str, topic: str, owner: str, owned: Owned) -> None:
    assert owned(text)[topic] == owner


def test_a_name_that_only_a_table_tells_is_known_to_the_lines_before_it(owned: Owned) -> None:
    text = "Wayleaves: Land Folk\n\n| Decision | Decides | Consulted |\n|---|---|---|\n| Awards | Procurement | Land Folk |\n"
    assert owned(text)["Wayleaves"] == "Land Folk"


TEAMS = """# Teams and what they own

## Gameplay
Lead: Ravi · Slack: #gameplay
- Combat

## Engine
Lead: Yann
- Save system

## No home yet
- Modding tools
"""


@pytest.mark.parametrize("title", ["Teams and what they own", "Teams and what they own: Tall Heron Games", "Teams (as of May)"])
def test_a_section_with_a_lead_is_of_the_team_and_not_of_its_lead(title: str, owned: Owned) -> None:
    assert owned(TEAMS.replace("Teams and what they own", title)) == {"Combat": "Gameplay", "Save system": "Engine"}


def test_three_roles_with_their_holders_own_what_stands_under_them(owned: Owned) -> None:
    parts = (("Brewing", "recipes"), ("Cellar & Cans", "tanks"), ("Till", "rota"))
    text = "# Tall Heron\n\n" + "\n".join(f"## {role}\n\n*Held by: Ann*\n\n- {thing}\n" for role, thing in parts)
    assert owned(text) == {"recipes": "Brewing", "tanks": "Cellar & Cans", "rota": "Till"}


DIVIDED = """How Ann and Bo divide the work
==============================

Ann owns marketing. Our ERP is Bo's. The canteen is Ann's too.

Money: Bo owns budgets, and taxes.

People: Ann does hiring for shops, and salaries.

Legal: contracts, permits go to Bo.
"""


def test_two_people_whom_the_title_names_own_what_the_page_says(owned: Owned) -> None:
    found = owned(DIVIDED)
    assert (found["marketing"], found["ERP"], found["canteen"], found["budgets"]) == ("Ann", "Bo", "Ann", "Bo")


def test_whoever_is_called_by_a_post_is_an_owner(read: Read) -> None:
    reading = read("Ann is CEO. She owns marketing.\n")
    assert [(owner.name, owner.other_names) for owner in reading.owners] == [("Ann", ("CEO",))]


def test_people_with_a_title_answer_questions(owned: Owned) -> None:
    text = "### Who do I ask about school fees?\nMr Nwosu in finance.\n\n### Who organises the clubs?\nMs Ito.\n"
    assert owned(text) == {"school fees": "Mr Nwosu", "clubs": "Ms Ito"}
