"""Questions through the facade, and the posts that carry answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from knowledge import Knowledge, Workspaces
from knowledge.types import Destination, Place, Post, PostKind, Standing

PUBLIC = Place("C1", "1.2", private=False)


def due(workspaces: Workspaces) -> list[Post]:
    return workspaces.claim_posts(100, timedelta(minutes=1))


@pytest.mark.parametrize(
    ("question", "owners", "standing"),
    [
        ("Workday integration", ("CIO",), Standing.DOCUMENTED),
        ("who owns public APIs?", ("CTO",), Standing.DOCUMENTED),
        ("AI governance", ("CIO", "CTO"), Standing.SHARED),
        ("who owns the lunch menu", (), Standing.UNKNOWN),
        ("hi", (), Standing.UNKNOWN),
        ("", (), Standing.UNKNOWN),
        ("\x00 \ud800", (), Standing.UNKNOWN),
    ],
)
def test_the_bundled_charter_answers_from_the_first_question_on(
    knowledge: Knowledge, workspaces: Workspaces, question: str, owners: tuple[str, ...], standing: Standing
) -> None:
    found = knowledge.ask(question)
    assert (found.owners, found.standing) == (owners, standing)
    assert workspaces.flush_questions() == 1, "whatever was asked can be written down"


def test_a_charters_own_words_count_written_apart_or_of_an_unowned_kind(knowledge: Knowledge) -> None:
    table = b"| Tool | Owner |\n|---|---|\n| PagerDuty | Reliability |\n| Kubernetes clusters | Reliability |\n"
    knowledge.import_charter("tools", "tools.md", table)
    knowledge.remove_charter("cio-cto")
    for asked in ("who owns pager duty?", "pager-duty", "PagerDuty", "kubernetes"):
        assert knowledge.ask(asked).owners == ("Reliability",), asked
    assert knowledge.ask("is monday a work day?").standing is Standing.UNKNOWN, "two words of everyday English stay two"


def test_owners_are_named_once_and_in_the_charters_order(knowledge: Knowledge) -> None:
    assert knowledge.owner_names()[:2] == ("CIO", "CTO")
    assert len(set(knowledge.owner_names())) == len(knowledge.owner_names())


def test_the_examples_are_answered_and_of_different_owners(knowledge: Knowledge) -> None:
    examples = knowledge.examples()
    assert len(set(examples)) == 3
    assert len({knowledge.ask(example).owners for example in examples}) == 3
    assert knowledge.examples() == examples


def test_a_small_charter_gives_fewer_examples(knowledge: Knowledge) -> None:
    knowledge.import_charter("cio-cto", "c.md", b"# Ownership\n\n- The CIO owns payroll.\n")
    assert knowledge.examples() == ("Who owns payroll?",)


def test_one_mention_is_answered_once_however_often_and_in_which_order_it_comes(workspaces: Workspaces, knowledge: Knowledge) -> None:
    to = Destination("C1", thread_ts="1.2")

    def arrive(*keys: str) -> bool:
        return knowledge.post_answer("who owns ERP?", asker="U1", destination=to, request=keys, place=PUBLIC)

    assert arrive("event:E1", "message:C1:1.2")
    assert not arrive("event:E1", "message:C1:1.2"), "Slack's own repetition"
    assert not arrive("event:E2", "message:C1:1.2"), "its twin, the message event"
    assert not arrive("event:E2", "message:C1:9.9"), "the twin's repetition, by the twin's own id"
    (post,) = due(workspaces)
    assert (post.kind, post.destination, post.workspace) == (PostKind.ANSWER, to, "T1")
    assert post.subject == {"question": "who owns ERP?", "asker": "U1", "private": 0}
    assert workspaces.flush_questions() == 1


def test_an_answer_whose_transaction_dies_is_owed_when_slack_repeats(
    workspaces: Workspaces, knowledge: Knowledge, hook: Callable[[Callable[[str], None]], None]
) -> None:
    def die(name: str) -> None:
        if name == "answer: before commit":
            raise KeyboardInterrupt

    hook(die)
    with pytest.raises(KeyboardInterrupt):
        knowledge.post_answer("who owns ERP?", asker="U1", destination=Destination("C1"), request=("event:E1",))
    hook(lambda _name: None)
    assert due(workspaces) == []
    assert knowledge.post_answer("who owns ERP?", asker="U1", destination=Destination("C1"), request=("event:E1",))
    assert len(due(workspaces)) == 1


def test_each_thing_a_person_clicks_for_is_owed_once(workspaces: Workspaces, knowledge: Knowledge) -> None:
    for expected in (True, False):
        assert knowledge.share("ERP", asker="U1", destination=Destination("C1"), request="a") is expected
        assert knowledge.ask_owner("ERP", "CIO", asker="U1", destination=Destination("C2"), request="b") is expected
        assert knowledge.tell("Too late.", destination=Destination("U1"), request="c") is expected
        assert knowledge.greet("how-to-ask", destination=Destination("C3"), request="d") is expected
    assert sorted((post.kind, tuple(sorted(post.subject.items()))) for post in due(workspaces)) == [
        (PostKind.ASK_OWNER, (("asker", "U1"), ("owner", "CIO"), ("question", "ERP"))),
        (PostKind.HELLO, (("what", "how-to-ask"),)),
        (PostKind.SHARED, (("asker", "U1"), ("question", "ERP"))),
        (PostKind.TOLD, (("message", "Too late."),)),
    ]


def test_a_word_without_a_key_is_said_each_time(workspaces: Workspaces, knowledge: Knowledge) -> None:
    assert knowledge.tell("One", destination=Destination("U1"))
    assert knowledge.tell("Two", destination=Destination("U2"))
    assert len(due(workspaces)) == 2


def test_what_no_database_can_hold_is_taken_out_of_a_post(workspaces: Workspaces, knowledge: Knowledge) -> None:
    knowledge.share("ERP\x00 \ud83d system", asker="U1", destination=Destination("C1"), request="a")
    assert due(workspaces)[0].subject["question"] == "ERP ? system"
