"""Who is the owner in a sentence, of what, and who is only mentioned."""

from __future__ import annotations

import pytest

from knowledge.claims import read_charter
from knowledge.types import Reading, Standing, Tie
from tests.knowledge.claims.conftest import Owned, Read

TEAMS = "The Pay team owns billing. The Find team owns search. The Legal Office owns contracts.\n\n"


def read(text: str, name: str = "owners.md") -> Reading:
    return read_charter("test", name, text.encode())


def owned(text: str, name: str = "owners.md") -> dict[str, tuple[str, ...]]:
    """Topic -> owners, without the sentences that only introduce the teams."""
    skip = TEAMS.count("\n") if text.startswith(TEAMS) else 0
    return {claim.topic: claim.owners for claim in read(text, name).claims if claim.owners and claim.line > skip}


@pytest.mark.parametrize(
    ("sentence", "topics"),
    [
        ("The Pay team owns invoices.", ["invoices"]),
        ("The Pay team owns invoices, refunds and payouts.", ["invoices", "refunds", "payouts"]),
        ("The Pay team is responsible for dunning.", ["dunning"]),
        ("The Pay team is ultimately accountable for VAT.", ["VAT"]),
        ("The Pay team is in charge of the ledger.", ["ledger"]),
        ("The Pay team is the custodian of card data.", ["card data"]),
        ("The Pay team has full responsibility for payroll.", ["payroll"]),
        ("The Pay team takes care of tax filings.", ["tax filings"]),
        ("The Pay team looks after the cash desk.", ["cash desk"]),
        ("The Pay team keeps an eye on fees.", ["fees"]),
        ("The Pay team spends 45% of its time on fraud and disputes.", ["fraud and disputes", "fraud", "disputes"]),
        ("The Pay team manages tools like Stripe, Adyen or Klarna.", ["tools", "Stripe", "Adyen", "Klarna"]),
        ("The Pay team runs reconciliation, plans the budget and builds dashboards.", ["reconciliation", "budget", "dashboards"]),
        ("The Pay team hires, trains and retains cashiers.", ["cashiers"]),
        ("The Pay team is responsible for running audits.", ["audits"]),
        ("The Pay team's responsibilities include chargebacks and fees.", ["chargebacks and fees", "chargebacks", "fees"]),
        ("The Pay team must share the ledger.", ["ledger"]),
        ("Today the Pay team owns gift cards.", ["gift cards"]),
        ("The Pay team should own vouchers.", ["vouchers"]),
        ("The Pay team ensures that refunds arrive.", ["refunds arrive"]),
        ("The Pay team ensures payments are safe.", ["payments"]),
        ("The Pay team implements 3DS.", ["3DS implementation"]),
        ("The Pay team translates card rules into code.", ["card rules", "code"]),
        ("Shops rely on the Pay team for cash registers.", ["cash registers"]),
        ("Shops rely heavily on the Pay team to settle disputes.", ["disputes"]),
        ("Invoices are owned by the Pay team.", ["Invoices"]),
        ("Invoices and refunds are handled by the Pay team.", ["Invoices and refunds", "Invoices", "refunds"]),
        ("Payroll belongs to the Pay team.", ["Payroll"]),
        ("Expense reports fall under the Pay team.", ["Expense reports"]),
        ("Responsibility for fees lies with the Pay team.", ["fees"]),
        ("Fees are the Pay team's job.", ["Fees"]),
        ("Fees are the responsibility of the Pay team.", ["Fees"]),
        ("The owner of the ledger is the Pay team.", ["ledger"]),
        ("For refunds, contact the Pay team.", ["refunds"]),
        ("Ask the Pay team about invoices.", ["invoices"]),
        ("If the till breaks, call the Pay team.", ["till"]),
        ("Refund requests go to the Pay team.", ["Refund"]),
    ],
)
def test_one_owner_of_these_things(sentence: str, topics: list[str]) -> None:
    assert owned(TEAMS + sentence) == dict.fromkeys(topics, ("Pay team",))


@pytest.mark.parametrize(
    ("sentence", "topics"),
    [
        ("The Pay team and the Find team own checkout.", ["checkout"]),
        ("Both the Pay team and the Find team oversee budgets.", ["budgets"]),
        ("The Pay team owns checkout together with the Find team.", ["checkout"]),
        ("Checkout is shared between the Pay team and the Find team.", ["Checkout"]),
        ("Checkout is the joint responsibility of the Pay team and the Find team.", ["Checkout"]),
        ("The Pay team and the Find team work together to reach a fair price.", ["fair price"]),
        ("With mobile wallets present at every shop, the Pay team and the Find team work together.", ["mobile wallets"]),
        ("The Pay team shares checkout with the Find team.", ["checkout"]),
    ],
)
def test_several_owners_together_share(sentence: str, topics: list[str]) -> None:
    claims = [claim for claim in read(TEAMS + sentence).claims if claim.line == 3]
    assert {claim.topic: claim.owners for claim in claims} == dict.fromkeys(topics, ("Pay team", "Find team"))
    assert {claim.standing for claim in claims} == {Standing.SHARED}


@pytest.mark.parametrize(
    "sentence",
    [
        "Checkout is disputed between the Pay team and the Find team.",
        "Either the Pay team or the Find team owns checkout.",
        "The Pay team and the Find team both claim checkout.",
    ],
)
def test_a_matter_that_the_charter_calls_disputed_is_contested(sentence: str) -> None:
    (claim,) = [claim for claim in read(TEAMS + sentence).claims if claim.line == 3]
    assert (claim.topic.casefold(), claim.owners, claim.standing) == ("checkout", ("Pay team", "Find team"), Standing.CONTESTED)


@pytest.mark.parametrize(
    "sentence",
    [
        "Companies like Zoom rely on the Pay team.",
        "The Pay team does not own Jenkins.",
        "The Pay team is not responsible for Jenkins.",
        "Jenkins is not owned by the Pay team.",
        "The Pay team should talk to the Find team.",
        "The Pay team may use Jenkins.",
        "The Pay team uses Jenkins.",
        "The Pay team meets on Mondays.",
        "We think the Pay team is great.",
        "The difference between the Pay team and the Find team matters.",
        "What does the Pay team own?",
        "Read more: the Pay team as pioneers of money",
        "Written by Ann of the Pay team",
        "Pay team Influence News Desk",
        "It is owned by the Pay team.",
        "The Pay team owns it.",
    ],
)
def test_a_team_that_is_only_mentioned_owns_nothing(sentence: str) -> None:
    assert owned(TEAMS + sentence) == {}


def test_contrasted_clauses_are_two_claims_with_their_own_words() -> None:
    text = TEAMS + "The Pay team serves shops; the Find team serves readers, while the Legal Office serves the board."
    claims = {claim.topic: (claim.owners, claim.quote) for claim in read(text).claims if claim.line == 3}
    assert claims == {
        "shops": (("Pay team",), "The Pay team serves shops"),
        "readers": (("Find team",), "the Find team serves readers"),
        "board": (("Legal Office",), "the Legal Office serves the board."),
    }


def test_two_passive_clauses_are_two_claims() -> None:
    text = TEAMS + "Fees are owned by the Pay team, while ranking is owned by the Find team."
    assert owned(text) == {"Fees": ("Pay team",), "ranking": ("Find team",)}


def test_the_owner_that_is_ruled_out_is_left_out() -> None:
    assert owned(TEAMS + "The Pay team owns fees, not the Find team.") == {"fees": ("Pay team",)}


def test_they_are_the_owner_of_the_sentence_before() -> None:
    text = TEAMS + "The Pay team owns fees. They also run payouts. Their concern is fraud."
    assert owned(text) == dict.fromkeys(("fees", "payouts", "fraud"), ("Pay team",))


def test_they_are_the_owner_of_the_section_when_nobody_was_named() -> None:
    assert owned("## Head of Data\n\nThey lead the data warehouse.\n") == {"data warehouse": ("Head of Data",)}
    assert owned("## Head of Data\n\nWe own reports. Our focus is quality.\n") == {
        "reports": ("Head of Data",),
        "quality": ("Head of Data",),
    }


def test_they_after_a_sentence_about_others_is_nobody() -> None:
    assert owned("## Head of Data\n\nCustomers love reports. They run pilots.\n") == {}


def test_both_are_the_two_that_were_named_together() -> None:
    text = TEAMS + "The Pay team and the Find team own checkout. They both must ensure safety. Both of them oversee costs."
    assert owned(text)["safety"] == owned(text)["costs"] == ("Pay team", "Find team")


def test_both_roles_before_anybody_was_named_are_nobody() -> None:
    assert owned("Both roles own pilots. They own things.") == {}


def test_what_both_are_key_to_is_shared() -> None:
    text = TEAMS + "The Pay team and the Find team own checkout. Empowering both roles is key to growth and trust."
    assert owned(text)["growth"] == ("Pay team", "Find team")


def test_it_is_what_was_named_before_in_the_sentence() -> None:
    text = TEAMS + "The Pay team evaluates vendors (e.g., Stripe, Adyen) and integrates them into existing shops."
    assert set(owned(text)) == {
        "evaluation of vendors",
        "vendors",
        "Stripe",
        "Adyen",
        "integration of vendors",
        "Stripe integration",
        "Adyen integration",
        "integration into existing shops",
    }


def test_an_act_passed_on_to_another_is_two_claims() -> None:
    text = TEAMS + "When the Pay team implements AI responsibly, the Find team must refine it into products for readers."
    assert owned(text)["AI implementation"] == ("Pay team",)
    assert owned(text)["AI refinement"] == ("Find team",)
    assert "AI" not in owned(text)


@pytest.mark.parametrize(
    ("sentence", "tie"),
    [
        ("Fees are owned by the Pay team, with input from the Legal Office.", Tie.CONSULTED),
        ("The Pay team owns fees, in consultation with the Legal Office.", Tie.CONSULTED),
        ("The Pay team owns fees with support from the Legal Office.", Tie.RESPONSIBLE),
        ("The Pay team owns fees, keeping informed the Legal Office.", Tie.INFORMED),
        ("Fees are owned by the Pay team; the Legal Office is consulted.", Tie.CONSULTED),
        ("Fees are owned by the Pay team and the Legal Office is informed.", Tie.INFORMED),
    ],
)
def test_others_are_kept_with_what_ties_them(sentence: str, tie: Tie) -> None:
    claims = [claim for claim in read(TEAMS + sentence).claims if claim.line == 3]
    assert [(claim.topic.casefold(), claim.owners, claim.involved) for claim in claims] == [
        ("fees", ("Pay team",), (("Legal Office", tie),))
    ]


def test_a_sentence_over_two_lines_is_quoted_where_its_thing_stands() -> None:
    claims = {claim.topic: (claim.line, claim.quote) for claim in read("The Pay team owns invoices,\nrefunds and payroll.\n").claims}
    assert claims["invoices"] == (1, "The Pay team owns invoices,")
    assert claims["payroll"] == (2, "refunds and payroll.")


def test_a_question_answered_in_the_next_sentence_is_a_claim() -> None:
    (claim,) = [claim for claim in read(TEAMS + "Who owns the cash desk? The Pay team does.").claims if claim.line == 3]
    assert (claim.topic, claim.owners, claim.quote) == ("cash desk", ("Pay team",), "Who owns the cash desk? The Pay team does.")


def test_a_heading_that_asks_is_answered_under_it() -> None:
    assert owned(TEAMS + "## Who owns fees?\n\nThe Pay team.\n\n## Who handles bugs?\n\nNobody yet.\n") == {"fees": ("Pay team",)}


def test_it_under_a_heading_is_the_thing_that_the_heading_names() -> None:
    text = TEAMS + "## Ledger\n\nThe Pay team owns this.\n\n## Crawler\n\nMaintained by the Find team.\n"
    assert owned(text) == {"Ledger": ("Pay team",), "Crawler": ("Find team",)}


def test_who_reports_to_whom_is_a_reporting_line() -> None:
    text = "Our Chief Data Officer (CDO) owns data. The CDO and the CTO report to the CEO. In large firms, a CEO leads the CDO and the CTO."
    assert owned(text) == {
        "data": ("CDO",),
        "CDO reporting line": ("CEO",),
        "CTO reporting line": ("CEO",),
        "leadership of CDO and CTO in large firms": ("CEO",),
    }


def test_roles_combined_in_one_or_put_under_one() -> None:
    text = "Small firms may combine both roles in a CDTO. Larger firms need clear leadership under a Chief Digital Officer (CDO)."
    assert owned(text) == {"combined both roles in small firms": ("CDTO",), "clear leadership in larger firms": ("CDO",)}


def test_a_line_that_says_who_does_not_own_is_told() -> None:
    findings = read(TEAMS + "The Pay team does not own Jenkins. The Find team may be responsible for bugs.").findings
    assert [(finding.code, finding.line) for finding in findings] == [("skipped", 3), ("skipped", 3)]


def test_a_sentence_beyond_all_measure_is_left_out_and_told() -> None:
    reading = read("The Pay team owns " + "very " * 600 + "long things.\n\nThe Pay team owns fees.\n")
    assert [claim.topic for claim in reading.claims] == ["fees"]
    assert "A sentence of" in reading.findings[0].message


def test_a_short_line_of_plain_text_that_is_a_sentence_is_read_as_one() -> None:
    text = "Overview\n\nThe Pay team owns invoices\n\nRefunds are owned by the Pay team\n\nPay team\n\n - vouchers\n"
    assert owned(text, "owners.txt") == dict.fromkeys(("invoices", "Refunds", "vouchers"), ("Pay team",))


def test_a_role_whose_first_word_is_a_crowd_is_an_owner(owned: Owned) -> None:
    assert owned("The People Manager is responsible for hiring.\nThe Customers Lead owns surveys.\n") == {
        "hiring": "People Manager",
        "surveys": "Customers Lead",
    }
    assert owned("People are responsible for their desks. Users own their passwords.\n") == {}


@pytest.mark.parametrize("verb", ["prepared", "issued", "processed", "scheduled", "arranged"])
def test_a_role_by_which_something_is_done_is_an_owner_and_goes_on_as_the_subject(verb: str, owned: Owned) -> None:
    text = f"Shift rosters are {verb} by the Ward Supervisor, who also owns the pager list.\n"
    assert owned(text) == {"Shift rosters": "Ward Supervisor", "pager list": "Ward Supervisor"}


def test_a_vendor_by_which_something_is_done_is_no_owner(owned: Owned) -> None:
    assert owned("The gates were built by the Northgate Works. Reports are issued by the Tax Portal.\n") == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "An owner for the bike shed will be named in the next edition.",
        "An owner of the bike shed has not yet been found.",
        "A new owner for the bike shed is still to be appointed.",
        "The owner of the bike shed is to be decided.",
        "There is no owner for the bike shed yet.",
        "Nobody looks after the bike shed at present.",
        "The bike shed still needs an owner.",
        "The bike shed is looking for a new owner.",
    ],
)
def test_what_waits_for_an_owner_is_told(sentence: str, read: Read) -> None:
    reading = read(f"The Head of HR owns payroll. {sentence}\n")
    assert [(claim.topic, claim.owners) for claim in reading.claims] == [("payroll", ("Head of HR",)), ("bike shed", ())]
    assert reading.claims[1].quote == sentence
    assert [(finding.code, finding.message) for finding in reading.findings] == [("no-owner", '"bike shed" has no owner.')]


def test_a_bare_verb_in_a_name_is_no_thing(owned: Owned) -> None:
    assert set(owned("The Web Team owns the plan and print tool.\n")) == {"plan and print tool"}
    assert {"design", "brand"} <= set(owned("The Web Team owns design and brand.\n")), "two nouns are two things"


@pytest.mark.parametrize(
    "odd", [b"# %s\n\n- The CIO owns payroll.\n", b"# R\n\n| Thing | Owner |\n|---|---|\n| payroll | CIO |\n| %s | CIO |\n"]
)
def test_thousands_of_colons_are_no_lists_within_lists(odd: bytes) -> None:
    reading = read_charter("odd", "odd.md", odd % (b"x: " * 3000))
    assert "payroll" in [claim.topic for claim in reading.claims]
