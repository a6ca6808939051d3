"""What somebody may try from inside Slack: other workspaces' words, forged ids, text that a database or a pattern chokes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from bot.tryout import payloads
from bot.tryout.delivery import INTERACTION
from handlers import ids
from knowledge import Knowledge, Workspaces, open_knowledge
from knowledge.errors import KnowledgeError
from tests.faults.histories import History, query
from tests.faults.rig import Company, company
from tests.growth import MOST, growth

if TYPE_CHECKING:
    from tests.conftest import NewDatabase

CANARY = "canarybird"
CHARTER = f"# Roles\n\n## CTO\n\n- ERP {CANARY}\n- Laptops\n- GDPR\n\n## {CANARY} Office\n\n- Workday integration\n- {CANARY} cages\n"


@pytest.fixture
def workspaces(database_url: str) -> Iterator[Workspaces]:
    there = open_knowledge(database_url, create=True)
    yield there
    there.close()


def test_a_ruling_for_one_scope_answers_no_other(workspaces: Workspaces) -> None:
    knowledge = workspaces.only()
    knowledge.change_settings({"deciders": "U0DECIDER"})
    raised = knowledge.raise_dispute(topic="ERP", proposed=("CTO",), reason="It is code.", actor="U0RAISER", request="r1").dispute
    knowledge.decide(1, actor="U0DECIDER", owners=("CTO",), rationale="There.", scope="Brazil", version=raised.version, request="r2")
    assert knowledge.ask("who owns ERP in Brazil?").owners == ("CTO",)
    assert knowledge.ask("who owns ERP?").owners == ("CIO",)


def live_beside(there: Company) -> Knowledge:
    """Another workspace in the same database, with the same topics and words that must never leave it."""
    other = there.life.workspaces.of("T0OTHER")
    other.change_settings({"deciders": "U0OTHER01", "disputes_channel": "C0OTHER01"})
    other.import_charter("cio-cto", "charter.md", CHARTER.encode())
    other.add_alias("laptops", f"{CANARY} cages")
    for number, topic in enumerate(("ERP", "GDPR", "Workday integration"), 1):
        name = f"{CANARY}{number}"
        raised = other.raise_dispute(topic=topic, proposed=(name,), reason=name, actor="U0OTHER02", request=f"b{number}").dispute
        if number > 1:
            version = raised.version
            other.decide(number, actor="U0OTHER01", owners=(name,), rationale=name, version=version, request=f"d{number}")
    return other


# What differs between two runs of the same history: the moment, and the number of a decision, which the whole database shares.
OTHERWISE = re.compile(r"(?<=date\^)\d+|(?<=Decision )\d+|(?<=message_ts=)[\d.]+")


def texts_of(there: Company, seed: int) -> list[str]:
    """What everybody reads while one history runs."""
    history = History(there, Random(seed))
    history.run(8)
    said = [message.text for channel in there.slack.workspace.channels for message in there.slack.messages(channel, by_app=True)]
    return [OTHERWISE.sub("…", text) for text in said]


def test_a_workspace_reads_the_same_with_another_beside_it_and_none_of_its_words(new_database: NewDatabase) -> None:
    with new_database() as url, company(url) as alone:
        expected = texts_of(alone, 5)
    with new_database() as url, company(url) as there:
        live_beside(there)
        assert texts_of(there, 5) == expected
        ours = [call for call in there.slack.calls() if "0OTHER0" not in str(call.arguments.get("channel"))]
        said = [repr(call.arguments) for call in ours] + [repr(one.reply) for one in there.slack.deliveries]
        assert [words for words in said if CANARY in words] == []
        assert len(said) > 10


FORGED = ("1", "2", "3", "0", "-1", "999999999999999999999", "1 OR 1=1", "' OR ''='", '{"dispute": 1}', "", "x" * 3000, "١")


def test_a_forged_id_reaches_nothing_of_another_workspace(database_url: str) -> None:
    with company(database_url) as there:
        live_beside(there)
        slack, cast = there.slack, there.cast
        history = History(there, Random(1))
        history.do_raise()
        there.life.workspaces.of("T0OTHER")
        before = query(there, "SELECT id, state, version FROM dispute, workspace WHERE workspace_id = workspace.id AND team = 'T0OTHER'")
        answer = slack.command(cast.employee, cast.general, "/whoowns", "ERP")
        genuine = slack.click(cast.employee, answer.message, "Dispute").payload
        actions = (ids.DISPUTE_DECIDE, ids.DISPUTE_VIEW, ids.DISPUTE_WITHDRAW, ids.DISPUTE_REOPEN, ids.DISPUTE_SHOW, ids.DISPUTE_RECORD)
        for value in FORGED:
            for action in (*actions, genuine["actions"][0]["action_id"]):
                entry = {**genuine["actions"][0], "action_id": action, "value": value}
                forged = {**genuine, "actions": [entry], "trigger_id": slack.desk.handles.trigger(cast.employee)}
                reply = slack.acting.deliver(INTERACTION, forged)
                assert reply.status in (200, 400, 404), (action, value, reply)
        said = [repr(call.arguments) for call in slack.calls()]
        assert [words for words in said if CANARY in words] == []
        after = query(there, "SELECT id, state, version FROM dispute, workspace WHERE workspace_id = workspace.id AND team = 'T0OTHER'")
        assert after == before


def test_the_same_signed_click_a_hundred_times_raises_one_dispute(database_url: str) -> None:
    with company(database_url) as there:
        slack, cast = there.slack, there.cast
        answer = slack.command(cast.employee, cast.general, "/whoowns", "ERP")
        view = slack.click(cast.employee, answer.message, "Dispute").view
        sent = slack.submit(cast.employee, view, {"Who should own it?": "CTO", "Why?": "It is code."})
        assert {reply.status for _ in range(10) for reply in slack.again(sent, 10)} == {200}
        assert query(there, "SELECT count(*) FROM dispute")[0][0] == 1
        assert query(there, "SELECT count(*) FROM view")[0][0] == 0


def test_the_same_event_a_hundred_times_is_answered_once(database_url: str) -> None:
    with company(database_url) as there:
        slack, cast = there.slack, there.cast
        said = slack.acting.say(cast.employee, cast.general, f"<@{slack.bot.id}> who owns ERP?")
        for _ in range(10):
            slack.acting.event(payloads.mention_event(said), event_id="Ev0SAME", times=10)
        there.settle()
        assert len(slack.replies(said)) == 1


HOSTILE = (
    *("%", "_", "\\", "'", '"', "''", "--", "; DROP TABLE dispute", "NEAR(erp laptops)", "topic:erp", "erp*", "^erp", "erp OR laptops"),
    *("(", ")", "erp AND", "NOT erp", "{erp}", "[erp]", "erp & laptops | !gdpr", "erp <-> laptops", "C++", "who's", "what?", "foo-bar"),
    *("a:b", "\t", "${erp}", "{{erp}}", "%s %d %n", "=1+1", "@SUM(A1)", "\u202eERP", "\u200bERP", "Ｅ Ｒ Ｐ", "🦓" * 200, "(" * 500),
    *("a" * 2000, "\\u0000", "..", "../../etc/passwd"),
)


def test_no_text_means_anything_to_the_database(workspaces: Workspaces) -> None:
    knowledge = workspaces.only()
    knowledge.change_settings({"deciders": "U0DECIDER"})
    refused = 0
    for number, text in enumerate(HOSTILE):
        knowledge.ask(text)
        knowledge.ask(f"who owns {text}?")
        try:
            raised = knowledge.raise_dispute(
                topic=text, proposed=(text,), reason=text, actor="U0RAISER", request=text + str(number)
            ).dispute
            knowledge.add_view(raised.number, actor="U0OTHER", text=text, request=f"v{number}{text}")
            assert text.strip() in knowledge.dispute(raised.number).views[-1].text
            assert knowledge.disputes(owner=text) is not None
        except KnowledgeError:
            refused += 1
    workspaces.flush_questions()
    assert refused <= 4  # what is blank, or too long for its field
    assert knowledge.ask("Laptops").owners == ("CIO",)
    assert knowledge.audit() == []


SHAPES: dict[str, Callable[[int], str]] = {
    "one long word": lambda n: "a" * n,
    "many words": lambda n: "erp laptops " * (n // 12),
    "brackets": lambda n: "(" * n,
    "commas": lambda n: "a," * (n // 2),
    "spaces": lambda n: "who owns" + " " * n + "ERP",
    "and": lambda n: "ERP and " * (n // 8),
    "angle brackets": lambda n: "<@U" * (n // 3),
    "quotes": lambda n: '"“' * (n // 2),
}


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_text_takes_at_most_two_and_a_half_times_as_long(workspaces: Workspaces, shape: str) -> None:
    knowledge, make = workspaces.only(), SHAPES[shape]
    entries: dict[str, tuple[int, Callable[[str], Any]]] = {
        "question": (2_000, lambda text: knowledge.ask(text, record=False)),
        "charter": (32_000, lambda text: knowledge.read_charter("x", "x.md", ("CIO owns payroll.\n\n" + text).encode())),
    }
    for name, (size, act) in entries.items():
        act(make(100))
        assert growth(partial(act, make(size)), partial(act, make(2 * size)), floor=0.005) <= MOST, name
