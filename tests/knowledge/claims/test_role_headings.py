"""Which headings and bullets are owners, from their shape, from what sentences say of them and from what stands under them."""

from __future__ import annotations

import pytest

from tests.knowledge.claims.conftest import Owned, Read


@pytest.mark.parametrize(
    "heading",
    ["Platform team", "The Platform team", "2.1 Platform team", "Platform Team (Berlin)", "Trust & Safety squad", "Team 7", "Team Order 5"],
)
def test_a_heading_with_the_shape_of_a_team_owns_its_bullets(heading: str, owned: Owned) -> None:
    found = owned(f"# Handbook\n\n## {heading}\n\n- Build pipeline\n- Kubernetes clusters\n")
    name = heading.removeprefix("The ").removeprefix("2.1 ").removesuffix(" (Berlin)")
    assert found == dict.fromkeys(("Build pipeline", "pipeline", "Kubernetes clusters"), name)


@pytest.mark.parametrize("heading", ["Meet the team", "Join our team", "About the team", "Your team", "What does each team"])
def test_a_heading_that_speaks_to_the_reader_is_no_team(heading: str, owned: Owned) -> None:
    assert owned(f"# Handbook\n\n## {heading}\n\n- Build pipeline\n") == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "The Head Brewer decides which beers we make.",
        "Our Head Brewer approves recipes.",
        "The Head Brewer is ultimately responsible for recipes.",
        "Ingrid is nice. The Head Brewer looks after recipes.",
    ],
)
def test_a_heading_that_sentences_take_for_somebody_who_decides_is_an_owner(sentence: str, owned: Owned) -> None:
    found = owned(f"# Who does what\n\n## Head Brewer\n\n{sentence}\n\nShe is accountable for the quality lab.\n")
    assert found["quality lab"] == "Head Brewer"
    assert {"beers", "recipes"} & set(found)


def test_a_heading_that_only_works_is_a_thing(owned: Owned) -> None:
    assert owned("# Systems\n\n## Payments API\n\nThe Payments API handles refunds and stores cards.\n") == {}


@pytest.mark.parametrize(
    "opening",
    ["Responsible for recipes.", "We own recipes.", "**We own:** recipes", "Owns: recipes", "They look after recipes.",
     "Overall responsibility for recipes.", "**Mission:** good beer.\n\n**We own:** recipes"],
)  # fmt: skip
def test_a_heading_is_an_owner_when_the_text_under_it_begins_so(opening: str, owned: Owned) -> None:
    assert owned(f"# Handbook\n\n## Brewing\n\n{opening}\n") == {"recipes": "Brewing"}


def test_what_stands_under_an_owner_is_no_other_owner(owned: Owned) -> None:
    assert owned("## Platform team\n\n### Reliability\n\nResponsible for uptime.\n") == {"uptime": "Platform team"}


def test_a_heading_among_owners_is_one_when_it_acts(owned: Owned) -> None:
    text = (
        "# Roles\n\n## Fleet Manager\n\n- Vessels\n\n## Designated Person\n\n- Investigates accidents\n\n"
        "## Working agreements\n\n- Be kind\n"
    )
    assert owned(text) == {"Vessels": "Fleet Manager", "accidents": "Designated Person"}


def test_a_plain_heading_among_plain_owners_is_one_of_them(owned: Owned) -> None:
    text = "# Us\n\n## Growth\n\nWe own sign-up.\n\n## Money\n\nWe own billing.\n\n## Mobile\n\n- iOS client\n\n## Contact\n\n- Phone\n"
    assert owned(text) == {"sign-up": "Growth", "billing": "Money", "iOS client": "Mobile"}


def test_a_heading_over_responsibilities_is_an_owner_when_it_happens_again(owned: Owned) -> None:
    block = "## {}\n\n### Responsibilities\n\n- {}\n\n"
    assert owned(block.format("Dairy", "Milk") + block.format("Bakery", "Bread")) == {"Milk": "Dairy", "Bread": "Bakery"}
    assert owned(block.format("Dairy", "Milk")) == {}, "one alone may be a thing with its responsibilities"


def test_bullets_over_their_things_are_owners_in_a_list_of_ownership(owned: Owned) -> None:
    text = (
        "# {}\n\n- **Infrastructure**\n  - Compute\n- **Security**\n  - Bug bounty\n"
        "- Shared between Infrastructure and Security:\n  - Drills\n"
    )
    assert owned(text.format("Ownership")) == {"Compute": "Infrastructure", "Bug bounty": "Security", "Drills": "Infrastructure + Security"}
    assert owned(text.format("Agenda")) == {}


def test_bullets_over_teams_are_things(owned: Owned) -> None:
    text = "# Owners\n\n- Compute\n  - Team Blue\n- Storage\n  - Team Red\n\nTeam Blue owns logs. Team Red owns mail.\n"
    assert "Compute" not in owned(text).values()


def test_numbered_sections_of_plain_text_are_headings_and_their_points_are_items(owned: Owned) -> None:
    text = (
        "1. PURPOSE\n\nWho does what.\n\n2. RESPONSIBILITIES\n\n2.1 Fleet Manager\n\n2.1.1 The Fleet Manager is responsible for docking.\n"
        "2.1.2 The Fleet Manager shall approve crew changes.\n\n2.2 Crewing Department\n\na) Visas\nb) Training records\n\n"
        "2.3 IT Manager\n\n2.3.1 Radios\n2.3.2 Satellite links\n"
    )
    assert owned(text, "a.txt") == {
        "docking": "Fleet Manager",
        "crew changes": "Fleet Manager",
        "Visas": "Crewing Department",
        "Training records": "Crewing Department",
        "Radios": "IT Manager",
        "Satellite links": "IT Manager",
    }


def test_a_numbered_list_is_no_row_of_sections(owned: Owned) -> None:
    assert owned("IT Manager\n\n1. Radios\n2. Laptops\n\n3. Printers\n\nBye.\n", "a.txt") == dict.fromkeys(
        ("Radios", "Laptops", "Printers"), "IT Manager"
    )


def test_a_contact_under_an_owner_is_its_contact(read: Read) -> None:
    (owner,) = read("## Data team\n\nSlack: #data-help\n\n- Events\n").owners
    assert (owner.name, owner.contact) == ("Data team", "#data-help")


def test_a_team_is_the_same_without_the_word_team(owned: Owned) -> None:
    text = "Symitar is owned by the Core Systems team. Cards are owned by Core Systems.\n"
    assert owned(text) == {"Symitar": "Core Systems team", "Cards": "Core Systems team"}


def test_names_joined_by_and_are_two_when_they_own_together(owned: Owned) -> None:
    assert owned("Reports are jointly owned by Data Platform and Finance Systems.\n") == {"Reports": "Data Platform + Finance Systems"}
    assert owned("Power is owned by Data Platform. Reports are owned by Data Platform and Finance Systems.\n") == {
        "Power": "Data Platform",
        "Reports": "Data Platform + Finance Systems",
    }
    assert owned("Handbooks are owned by the Learning and Development team.\n") == {"Handbooks": "Learning and Development team"}


@pytest.mark.parametrize("label", ["Responsibilities:", "Owns:", "In charge of:", "**Key responsibilities:**"])
def test_a_heading_over_a_label_is_an_owner_among_others_or_with_a_superior(label: str, owned: Owned) -> None:
    post = f"## Stable Hand\n\nReports to the board.\n\n{label}\n\n- Hay\n- Saddles\n\n"
    assert owned(f"# Roles\n\n{post}") == {"Hay": "Stable Hand", "Saddles": "Stable Hand"}
    among = post.replace("Reports to the board.", "Full time.") + "## Head of Feed\n\n- Oats\n"
    assert owned(f"# Farm\n\n{among}") == {"Hay": "Stable Hand", "Saddles": "Stable Hand", "Oats": "Head of Feed"}


@pytest.mark.parametrize(
    "remark",
    ["Vineyard Manager supplies the diary, is only consulted", "the Vineyard Manager is informed", "Vineyard Manager helps with the diary"],
)
def test_a_remark_on_somebody_else_behind_a_semicolon_takes_nothing_away(remark: str, owned: Owned) -> None:
    text = f"## Vineyard Manager\n\n- Pruning\n\n## Compliance Office\n\n- Back labels\n- Organic certification; {remark}\n"
    assert owned(text) == {"Pruning": "Vineyard Manager", "Back labels": "Compliance Office", "Organic certification": "Compliance Office"}


@pytest.mark.parametrize("rank", ["Deputy Chief, Operations", "Director, Finance & Estates", "VP, Sales"])
def test_a_rank_before_what_it_is_of_is_one_name(rank: str, owned: Owned) -> None:
    awkward = f"## The awkward ones\n\n- Drone: shared by {rank} and Water Officer\n- Kites\n"
    text = f"## {rank}\n\n- Rotas\n\n## Water Officer\n\n- Hydrants\n\n## Stores Officer\n\n- Foam\n\n{awkward}"
    assert owned(text) == {"Rotas": rank, "Hydrants": "Water Officer", "Foam": "Stores Officer", "Drone": f"{rank} + Water Officer"}


def test_a_thing_before_what_is_told_of_it_is_its_sections(read: Read) -> None:
    text = (
        "## Director of Learning\n\n- Captions\n- The virtual campus (our Moodle). Hosting is done by the Platform Lead\n\n"
        "## Platform Lead\n\n- Servers\n"
    )
    claims = {claim.topic: (claim.owners, claim.quote) for claim in read(text).claims}
    assert claims["virtual campus"] == (("Director of Learning",), "The virtual campus (our Moodle).")
    assert claims["Moodle"][0] == ("Director of Learning",)


@pytest.mark.parametrize("bullet", ["Who hosts it? The Platform Lead does.", "It is ours. The Platform Lead hosts it."])
def test_a_question_or_a_sentence_is_no_such_thing(bullet: str, owned: Owned) -> None:
    text = f"## Director of Learning\n\n- Captions\n- {bullet}\n\n## Platform Lead\n\n- Servers\n"
    assert {topic for topic, owner in owned(text).items() if owner == "Director of Learning"} <= {"Captions"}


ROLES = "## Green Buyer\n\n- Beans\n\n## Kit Tech\n\n- Grinders\n\n## Cafe Lead\n\n- Menus\n\n## Brand\n\n- Labels\n\n"
MORE = "## Barista Trainer\n\n- Classes\n\n## Web & Club\n\n- Shop\n\n## Finance & People\n\n- Payroll\n\n"


def test_a_page_that_says_it_is_one_of_roles_needs_fewer_that_look_like_it(owned: Owned) -> None:
    found = owned("# Tern Coffee: roles, not job titles\n\n" + ROLES + MORE + "## Nobody yet\n\n- Kiosk\n")
    assert found == {
        "Beans": "Green Buyer",
        "Grinders": "Kit Tech",
        "Menus": "Cafe Lead",
        "Labels": "Brand",
        "Classes": "Barista Trainer",
        "Shop": "Web & Club",
        "Payroll": "Finance & People",
    }
    assert set(owned("# Tern Coffee: our year\n\n" + ROLES + MORE).values()) == {"Green Buyer", "Cafe Lead", "Barista Trainer"}


@pytest.mark.parametrize("remark", ["; for the repairs see Kit Tech", ", ask Kit Tech about those on loan"])
def test_whom_to_see_for_something_else_is_a_remark(remark: str, owned: Owned) -> None:
    text = f"# Roles\n\n## Wholesale Manager\n\n- Trade accounts\n- loan machines{remark}\n\n## Kit Tech Officer\n\n- Grinders\n"
    assert owned(text.replace("Kit Tech\n", "Kit Tech Officer\n").replace("Kit Tech about", "Kit Tech Officer about")) == {
        "Trade accounts": "Wholesale Manager",
        "loan machines": "Wholesale Manager",
        "Grinders": "Kit Tech Officer",
    }


def test_what_is_told_without_a_name_leaves_the_line_whole(read: Read) -> None:
    text = "## Wholesale Manager\n\n- Bags\n- credit limits... Finance gives an opinion but the call is made here\n"
    claim = read(text).claims[-1]
    assert (claim.topic, claim.quote) == ("credit limits", "credit limits... Finance gives an opinion but the call is made here")


def test_what_a_parenthesis_adds_to_a_heading_is_no_part_of_the_name(owned: Owned) -> None:
    text = "# Who does what\n\n" + ROLES + "## Stores (Leeds + York)\n\n- Panels\n- recycling of old panels: nobody yet, see below\n"
    found = owned(text.replace("## Brand\n", "## Brand Manager\n"))
    assert (found["Panels"], found.get("recycling of old panels")) == ("Stores", None)
    both = "## Data Team (North)\n\n- Plays\n\n## Data Team (South)\n\n- Moots\n"
    assert owned(both) == {"Plays": "Data Team (North)", "Moots": "Data Team (South)"}


@pytest.mark.parametrize("joint", [" - jointly with", " – together with", ", jointly with", ": together with"])
def test_a_thing_held_with_another_is_both_theirs(joint: str, owned: Owned) -> None:
    text = f"## Nursing Director\n\n- Rounds\n- Syringe training{joint} the Lead Pharmacist\n\n## Lead Pharmacist\n\n- Stock\n"
    assert owned(text) == {
        "Rounds": "Nursing Director",
        "Syringe training": "Nursing Director + Lead Pharmacist",
        "Stock": "Lead Pharmacist",
    }


def test_what_a_remark_says_to_be_anothers_is(owned: Owned) -> None:
    text = "## Ceramics Lead\n\n- Veneers\n- the furnaces (sintering oven belongs to the Milling Lead)\n\n## Milling Lead\n\n- Discs\n"
    assert owned(text) == {
        "Veneers": "Ceramics Lead",
        "furnaces": "Ceramics Lead",
        "sintering oven": "Milling Lead",
        "Discs": "Milling Lead",
    }


def test_a_name_is_known_with_its_parenthesis_too(read: Read) -> None:
    owners = {owner.name: owner.other_names for owner in read("## Maintenance Engineer (Days)\n\n- Presses\n").owners}
    assert owners == {"Maintenance Engineer": ("Maintenance Engineer (Days)",)}


@pytest.mark.parametrize("heading", ["Still homeless", "Up for grabs", "Looking for an owner", "Without a home", "Nobody yet"])
def test_a_heading_over_what_nobody_has_is_no_owner(heading: str, read: Read) -> None:
    roles = "".join(f"## Head of {name}\n\n- {name} desks\n- {name} carts\n\n" for name in ("Mail", "Post", "Print"))
    found = read(f"# Roles\n\n{roles}## {heading}\n\n- old blogs\n- photo morgue\n")
    assert {owner.name for owner in found.owners} == {"Head of Mail", "Head of Post", "Head of Print"}
    assert [claim.topic for claim in found.claims if not claim.owners] == ["old blogs", "photo morgue"]
    assert [finding.code for finding in found.findings] == ["no-owner"]


def test_a_team_for_people_without_a_home_is_one(read: Read) -> None:
    found = read("# Teams\n\n## Homeless Outreach Team\n\n- street visits\n")
    assert [claim.owners for claim in found.claims] == [("Homeless Outreach Team",)]


@pytest.mark.parametrize("title", ["Who does what at the mill", "Roles and responsibilities, 2026"])
def test_a_title_that_promises_who_does_what_needs_few_headings_of_the_shape_of_owners(title: str, owned: Owned) -> None:
    shaped = "".join(f"## Head of {name}\n\n- {name} desks\n\n" for name in ("Mail", "Post", "Print"))
    names = ("Registrar", "Digital", "Shop & Café", "Outreach", "Studio", "Depot", "Rigging")
    plain = "".join(f"## {name}\n\n- carts number {number}\n\n" for number, name in enumerate(names))
    found = owned(f"# {title}\n\nTell Mia if a line is wrong.\n\n{shaped}{plain}")
    assert [found[f"carts number {number}"] for number in (1, 5)] == ["Digital", "Depot"]
    assert "carts number 1" not in owned(f"# The mill in spring\n\nTell Mia if a line is wrong.\n\n{shaped}{plain}")


def test_a_remark_on_what_nobody_has_is_no_part_of_it(read: Read) -> None:
    found = read("# Roles\n\n## Head of Mail\n\n- desks\n\n## To be assigned\n\n- Archive (Ms Holt retired, nobody since)\n")
    assert [(claim.topic, claim.owners) for claim in found.claims] == [("desks", ("Head of Mail",)), ("Archive", ())]


STATUTE = """STATUTE OF THE HARBOUR

ARTICLE I. THE TREASURER
------------------------
The Treasurer shall be accountable for:

   (a) berth fees;
   (b) dredging contracts, which the Pilots Office arranges but does not own.

The Treasurer shall not be accountable for tugs.

ARTICLE II. THE HARBOUR MASTER
------------------------------
The Harbour Master shall be accountable for:

   (a) tugs;
   (b) buoys.

ARTICLE III. MATTERS HELD IN COMMON
-----------------------------------
   (a) Ice is held jointly by the Treasurer and the Harbour Master.
"""


def test_articles_of_a_statute_give_their_items_to_the_post_they_name(owned: Owned) -> None:
    assert owned(STATUTE, "statute.txt") == {
        "berth fees": "TREASURER", "dredging contracts": "TREASURER", "tugs": "HARBOUR MASTER", "buoys": "HARBOUR MASTER",
        "Ice": "HARBOUR MASTER + TREASURER",
    }  # fmt: skip


def test_a_team_is_known_by_its_fields_of_one_paragraph_and_named_without_its_picture(owned: Owned) -> None:
    text = (
        "# The pottery\n\n## 🔥 Firing\n\n**Mission:** Hot, not too hot.\n**Lead:** Ann Roe\n**What we own:** kilns, vents\n\n"
        "## Glaze Kitchen\n\n**Lead:** *hiring*\n**What we own:** stains\n**Ask someone else:** clay → Stores\n"
    )
    assert owned(text) == {"kilns": "Firing", "vents": "Firing", "stains": "Glaze Kitchen"}
