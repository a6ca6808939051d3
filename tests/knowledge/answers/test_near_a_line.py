"""What a question shares with one line alone: brands, names written as one word, labels cut short, two words of a topic."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from knowledge.answers import NO_RULINGS, Rulings, answer
from knowledge.claims import read_charter
from knowledge.index import build_index
from knowledge.types import Answer, Decision, Standing, Tie

REGISTER = b"""Name,IT owner,Business owner,Comment
SAP S/4HANA,ERP Team,Finance Director,
Warehouse Management (Korber WMS),Logistics IT,Supply Director,cold stores
Maintenance Planner (Maximo),Plant IT,Production Director,
FreightDesk,Digital Team,Sales Director,bookings by hauliers
"""

TEAMS = b"""| Team | Services |
|---|---|
| Quayside | number-plate recognition, boarding scanner, lane allocation |
| Lantern | departure boards, lost property form |
"""


def asked(question: str, name: str, text: bytes) -> Answer:
    charter = read_charter("charter", name, text)
    return answer(question, build_index(charter.claims, charter.owners), NO_RULINGS)


@pytest.mark.parametrize(
    ("question", "owners"),
    [
        ("who owns the WMS?", ("Supply Director",)),  # not whoever owns Maximo, another thing of the kind
        ("who is the IT owner of FreightDesk?", ("Digital Team",)),
        ("it owner for sap?", ("ERP Team",)),
        ("who owns freight desk?", ("Sales Director",)),
        ("who takes care of it?", ()),
    ],
)
def test_a_line_that_holds_the_name_itself_is_meant(question: str, owners: tuple[str, ...]) -> None:
    assert asked(question, "register.csv", REGISTER).owners == owners


@pytest.mark.parametrize("header", ["Business owner,Technical owner", "biz_owner,tech_owner"])
@pytest.mark.parametrize("asked_for", ["tech owner", "technical owner"])
def test_a_label_may_be_cut_short(header: str, asked_for: str) -> None:
    table = f"App,{header}\nFraudLens,Claims,Ingrid\n".encode()
    assert asked(f"who's the {asked_for} of FraudLens?", "apps.csv", table).owners == ("Ingrid",)


def test_two_words_of_a_topic_that_nobody_else_has_are_an_inference() -> None:
    found = asked("the camera that reads number plates is misreading, who owns that", "teams.md", TEAMS)
    assert (found.owners, found.standing) == (("Quayside",), Standing.INFERRED)
    assert "number-plate recognition" in found.evidence[0].quote


@pytest.mark.parametrize(
    "question", ["who pays for a missed departure", "the camera is broken, who owns that", "who lost the form for the gym in the lane"]
)
def test_one_word_is_none(question: str) -> None:
    assert asked(question, "teams.md", TEAMS).owners == ()


@pytest.mark.parametrize("asked_for", ["technical owner", "IT owner", "tech owner"])
def test_the_kind_of_owner_asked_for_is_that_of_the_line_found(asked_for: str) -> None:
    found = asked(f"bookings of hauliers, who is the {asked_for}?", "register.csv", REGISTER.replace(b"Comment", b"What it is for"))
    assert (found.owners, found.evidence[0].line) == (("Digital Team",), 5)


@pytest.mark.parametrize(("cell", "said"), [("", "."), ("TBD", " (“TBD”).")])
def test_a_kind_of_owner_that_the_line_leaves_open_is_unknown(cell: str, said: str) -> None:
    table = f"App,Business owner,Technical owner\nFraudLens,Claims,{cell}\nKorber,Stores,Digital Team\n".encode()
    found = asked("who is the technical owner of FraudLens?", "apps.csv", table)
    assert (found.owners, found.note) == ((), f"Claims owns FraudLens. The line names no technical owner{said}")
    assert asked("who owns FraudLens?", "apps.csv", table).owners == ("Claims",)


AGREEMENTS = b"""| Topic | Owner |
|---|---|
| Power purchase agreement | Commercial Team |
| Page builder | Web Team |
| SEO and sitemaps | Growth Team |
| CIO reporting | Board Office |
"""


@pytest.mark.parametrize(
    ("question", "owners"),
    [
        ("who looks after the PPA?", ("Commercial Team",)),
        ("who's in charge of search engine optimisation?", ("Growth Team",)),
        ("who looks after the PPE?", ()),
        ("who is in charge of sales engine operations?", ()),
    ],
)
def test_an_abbreviation_is_read_as_the_topic_that_it_stands_for(question: str, owners: tuple[str, ...]) -> None:
    assert asked(question, "agreements.md", AGREEMENTS).owners == owners


def test_first_letters_of_two_topics_are_nobodys() -> None:
    one = AGREEMENTS + b"| Quarry noise logs | Estates Team |\n"
    both = one + b"| Queue number lists | Finance Team |\n"
    assert asked("who looks after the QNL?", "agreements.md", one).owners == ("Estates Team",)
    assert asked("who looks after the QNL?", "agreements.md", both).owners == ()


def test_what_is_not_good_is_no_question_of_who_does_not_own() -> None:
    asking = "the sitemap was empty, which I gather is not good. Who owns SEO?"
    assert asked(asking, "agreements.md", AGREEMENTS).owners == ("Growth Team",)


@pytest.mark.parametrize("question", ["what will the weather be like tomorrow?", "how is the weather?"])
def test_the_weather_is_asked_of_nobody(question: str) -> None:
    table = b"| Feature | Team |\n|---|---|\n| Weather widget | Data Desk |\n"
    assert asked(question, "features.md", table).owners == ()
    assert asked("who owns the weather widget?", "features.md", table).owners == ("Data Desk",)


def test_a_ruling_on_the_kind_of_owner_asked_for_comes_before_the_line() -> None:
    charter = read_charter("charter", "apps.csv", REGISTER.replace(b"Comment", b"What it is for"))
    ruled = Decision(1, "IT owner of bookings by hauliers", ("Plant IT",), "moved", "U1", datetime(2026, 11, 2, tzinfo=UTC))
    found = answer(
        "bookings of hauliers, who is the technical owner?", build_index(charter.claims, charter.owners), Rulings.of([ruled], [], [])
    )
    assert (found.owners, found.standing) == (("Plant IT",), Standing.DECIDED)


def test_the_receipt_names_the_claim_of_the_kind_asked_for() -> None:
    table = REGISTER.replace(b"Comment", b"What it is for")
    one = asked("bookings of hauliers, who is the technical owner?", "register.csv", table)
    other = asked("bookings of hauliers, who owns that?", "register.csv", table)
    assert one.owners != other.owners
    assert one.receipt != other.receipt


SHOPS = b"""| Thing | Owner | Notes |
|---|---|---|
| WMS and RELEX | Depot Systems |
| Signing rules | Legal |
| Creator payouts | Finance Ops |
| Creator dashboard | Creator Tools |
| Mobilising system | Control Room |
| Policy documents and wordings | Product |
| Data warehouse | Insight |
| tax-rules-db | Tax Content |
| Size guide | Denim |
| Gift cards | Linen |
| Payments | Till Squad | cards, not gift cards |
| Lost and delayed baggage | Claims |
"""


@pytest.mark.parametrize(
    ("question", "owners"),
    [
        ("who owns the cash registers?", ()),  # supply chain software too, but no WMS
        ("who owns the yard management system?", ()),  # nor RELEX
        ("paying out creators, who's responsible?", ("Finance Ops",)),
        ("who owns the mobilsing system?", ("Control Room",)),  # no form of "mobile"
        ("can't sign in, who owns that?", ()),  # not mended to "signing"
        ("tax-rules-db has a wrong bracket for 2024, who owns that data?", ("Tax Content",)),
        ("who owns gift cards now, is it the payments people?", ("Linen",)),
        (
            "hiya, back from parental leave and the canteen, before I left I "
            "was fixing a comma in the policy documents and the wordings, it's still wrong and it bugs me. Who owns those now?",
            ("Product",),
        ),
        (
            "Hi! New here (still learning where the good coffee is). My manager asked me to get a mistake fixed in the size guide, "
            "one brand runs small and we say the opposite. Who should I go to?",
            ("Denim",),
        ),
    ],
)
def test_what_is_meant_is_found_whatever_is_told_beside_it(question: str, owners: tuple[str, ...]) -> None:
    assert asked(question, "shops.md", SHOPS).owners == owners


def test_a_word_of_a_label_is_no_deed_of_its_owner() -> None:
    table = b"App,What it does,Business owner,Technical owner\nVac,books the chamber,Assembly,Bench IT\nBamboo,holidays,People,Office IT\n"
    assert asked("who's on the business side for holidays we book?", "apps.csv", table).owners == ("People",)


DOCKS = b"""| Area | Owner |
|---|---|
| Loading docks 1-8 | Yard Office |
| Loading docks 9-12 | ??? |
| Gate 3 | Guards |
"""


@pytest.mark.parametrize(
    ("question", "owners"),
    [
        ("who owns loading docks 1-8?", ("Yard Office",)),
        ("who owns the loading docks?", ("Yard Office",)),
        ("who owns loading docks 9-12?", ()),
        ("who owns gate 4?", ()),
    ],
)
def test_another_number_is_another_thing(question: str, owners: tuple[str, ...]) -> None:
    assert asked(question, "docks.md", DOCKS).owners == owners


def test_a_word_for_anything_contests_nothing() -> None:
    table = b"Name,Owner,Remarks\nPacks,Secretary,app for board papers\nSale,Sales,app of the sales team\nBus,Fleet,timetable app\n"
    assert asked("the rain is loud, who owns the app for that?", "apps.csv", table).owners == ()


def test_one_thing_of_a_kind_leads_to_no_other_thing_of_it() -> None:
    table = b"| System | Owner |\n|---|---|\n| VPN | Network Desk |\n| Housing system | Income |\n"
    assert asked("who owns the firewalls?", "systems.md", table).owners == ()
    assert asked("who owns the telephone system?", "systems.md", table).owners == ()
    assert asked("who owns remote access?", "systems.md", table).owners == ("Network Desk",)


def test_somebody_to_be_put_through_to_is_looked_for() -> None:
    table = b"| Area | Owner |\n|---|---|\n| Press enquiries | Comms |\n| Roads | Works |\n"
    assert asked("the journalists called, who do I put them through to?", "areas.md", table).owners == ("Comms",)


BIKES = b"""areas:
  - {area: Bike fitting, owner: Fit Studio}
  - area: Rental fleet
    owner: Rental Ops
    also: [tandems, cargo bikes]
  - {area: 'E-bike batteries (charging, storage)', owner: Safety Officer}
  - {area: Blood groups, owner: Laboratory}
  - {area: Pension sharing orders, owner: Transfers}
  - {area: Sharing orders, owner: Systems}
  - {area: Second-hand bikes, owner: Pre-loved Desk}
  - {area: Refunds to customers, owner: Care}
  - {area: Road rides, owner: Clubs}
  - {area: Hour passes, owner: Tills Desk}
  - {area: UniStore, owner: Inflight}
"""


@pytest.mark.parametrize(
    ("question", "owners"),
    [
        ("who's in charge of used bikes?", ()),  # not whoever owns the charging
        ("who has the tandems?", ("Rental Ops",)),
        ("who owns blood groups?", ("Laboratory",)),
        ("a couple is splitting up with a pension sharing order attached, who owns those here?", ("Transfers",)),
        (
            "Good afternoon, I joined the crew last month and I'm still waiting for my second jacket, it's getting cold on those early "
            "turns with frost and fog outside. The page with the blue banner I was sent to is called UniStore but it won't take my number. "
            "Can someone tell me who owns it? Thank you!",
            ("Inflight",),
        ),
        ("a mum wants her money back for the wooden train, who owns that?", ("Care",)),
        (
            "Hey hey, hope it's not too busy today. I'm still quite new so bear with me. A gentleman says he has sore knees after an hour "
            "on his road bike and heard from a friend that we do bike fitting, which I didn't even know. Who would own that? Thanks",
            ("Fit Studio",),
        ),
    ],
)
def test_what_is_asked_is_told_from_how_it_is_asked(question: str, owners: tuple[str, ...]) -> None:
    found = asked(question, "areas.yaml", BIKES)
    assert found.owners == owners
    assert found.standing is not Standing.INFERRED or "money back" in question


def test_a_word_that_people_use_is_not_taken_for_a_slip() -> None:
    table = b"| Area | Owner |\n|---|---|\n| Laptops | IT Desk |\n| Roads | Works |\n"
    assert asked("who owns the charges?", "areas.md", table).owners == ()  # no "charger", which is a laptop's
    assert asked("who owns the chargr?", "areas.md", table).owners == ("IT Desk",)


PAIRS = b"""| Area | Owner |
|---|---|
| GDPR | Legal |
| Public APIs | Platform |
| Research and development | Labs |
| Development | Studio |
| Research | Archive |
"""


def test_two_topics_joined_by_and_are_both_answered() -> None:
    found = asked("who owns GDPR and public APIs?", "pairs.md", PAIRS)
    assert (found.owners, found.topic) == (("Legal", "Platform"), "GDPR, Public APIs")
    assert [part.owners for part in found.parts] == [("Legal",), ("Platform",)]


@pytest.mark.parametrize(
    ("question", "owners"), [("who owns research and development?", ("Labs",)), ("who owns GDPR and the weather?", ("Legal",))]
)
def test_one_topic_with_an_and_in_it_is_one(question: str, owners: tuple[str, ...]) -> None:
    found = asked(question, "pairs.md", PAIRS)
    assert (found.owners, found.parts) == (owners, ())


def test_who_does_not_own_a_thing_is_told_apart_from_its_owner() -> None:
    both = b"The CIO owns GDPR. The CTO owns APIs.\n"
    found = asked("who does NOT own GDPR?", "roles.md", both)
    assert (found.owners, found.tie, found.note) == (("CTO",), Tie.NONE, "CIO owns GDPR.")


TRADE = b"""| Area | Owner |
|---|---|
| Tool magazine (milling) | CAM Lead |
| Cold store +2 | Depot |
| Complaints about treatment | Clinic |
| Complaints about service (waiting, phones, bills) | Practice |
| Data breach notification | Privacy |
| Security operations | Cyber |
| Sports field bookings | Permits |
| Sports fields | Sports Fields |
| Branch network | IT |
| Cash network | Banking |
| Emails and SMS sends | Brand |
| Direct debits | Billing |
| Driver app | Mobile |
"""


@pytest.mark.parametrize(
    ("question", "owners"),
    [
        ("we use Zoom for meetings; who owns that tool?", ()),  # no tool magazine
        ("what's 2+2", ()),
        ("a client waited an hour on the phone, who takes complaints like that?", ("Practice",)),  # what else was said tells
        ("who takes complaints?", ("Clinic", "Practice")),
        ("who do I tell when data has been breached?", ("Privacy",)),  # the very words, though the kind of thing is Cyber's
        ("caller wants to book a sports field, who does that?", ("Permits",)),
        ("who does sports fields?", ("Sports Fields",)),
        ("I rang both times. Who owns the branch network so my manager can escalate?", ("IT",)),
        ("the direct debit went out twice. Which team do I send this to?", ("Billing",)),
        ("the driver app closes itself. Who is on the technical side for it?", ("Mobile",)),
    ],
)
def test_what_is_meant_is_told_by_the_rest_of_the_message(question: str, owners: tuple[str, ...]) -> None:
    assert asked(question, "trade.md", TRADE).owners == owners


PLANT = b"""Application;Used for;Business Owner;IT Owner
SAP EWM;warehouse pick lists;Pavel;ERP Team
Badge system;gate access;Site Security;Network
Nomina;salary slips;Rocio;Payroll IT
Energy Monitor;meters;Bohumil;
EDI Gateway;invoices to OEMs;Dusek;EDI Desk
Crash reporting;dumps;Harbour;Tools
Plate room;;Nights;Shop IT
Plates;steel plates, the room is kept cold;Buyer;Shop IT
Quest scripting tools;scripts;Toolshed;Tools
Drop-off charge;barrier money;Commercial;Parking IT
"""


@pytest.mark.parametrize(
    ("question", "owners"),
    [
        ("The pick lists are wrong, I think it is SAP EWM. Which IT team owns that?", ("ERP Team",)),
        ("where do I go with a wrong salary slip? who has that system", ("Rocio",)),  # not who owns the badge system
        ("who owns Enery Monitor", ("Bohumil",)),  # "owns Enery Monitor" spells no OEM
        ("which squad has crash reporting?", ("Harbour",)),
        ("who has the plate room?", ("Nights",)),  # a topic by its whole name, beside a line that speaks of it
        ("is there a squad for tools to script quests", ("Toolshed",)),
        ("who is in charge of the drop-off charge?", ("Commercial",)),
        ("A mould was found with no tag, which was not nice. Who owns crash reporting?", ("Harbour",)),  # nothing asked for who does not
        ("which team technically runs crash reporting?", ("Tools",)),
        ("who owns the plates (not the room)?", ("Buyer",)),
    ],
)
def test_the_kind_of_party_and_asides_are_no_topic(question: str, owners: tuple[str, ...]) -> None:
    assert asked(question, "apps.csv", PLANT).owners == owners


def test_a_letter_of_a_matrix_is_asked_for_by_its_letter() -> None:
    matrix = b"| Task | Yard | Office | Legal |\n|---|---|---|---|\n| Cranes | A | R | C |\n| Vans | A | R | I |\n"
    assert asked("who is responsible (the R) for cranes?", "raci.md", matrix).owners == ("Office",)
    assert asked("who has the C on cranes?", "raci.md", matrix).owners == ("Legal",)
    assert asked("who is the I for vans?", "raci.md", matrix).owners == ("Legal",)
    assert asked("who owns cranes?", "raci.md", matrix).owners == ("Yard",)


def test_lines_that_contradict_each_other_are_contested_whatever_else_was_said() -> None:
    teams = b"| Area | Owner | Note |\n|---|---|---|\n| Payroll | Finance | wages in Leeds |\n| Payroll | People Team | pensions |\n"
    for told in ("", "We talked of wages in Leeds. ", "Finance said it pays wages. "):
        found = asked(f"{told}Who owns payroll?", "teams.md", teams)
        assert (found.standing, set(found.owners)) == (Standing.CONTESTED, {"Finance", "People Team"})
