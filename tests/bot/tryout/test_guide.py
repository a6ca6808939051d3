"""What the try-out says to do next: true of what happened last, and never a dead end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.tryout.company import NO_DIGEST, guide
from bot.tryout.tryout import Tryout
from bot.tryout.workspace import Message

OURS = b"The Platform team owns the build pipeline.\n"


class Guided:
    """A try-out, and what its guide says."""

    def __init__(self, tryout: Tryout) -> None:
        self.tryout, self.slack, self.company = tryout, tryout.slack, tryout.company

    @property
    def words(self) -> str:
        return str(guide(self.slack, self.tryout.knowledge, self.company)["words"])

    @property
    def steps(self) -> dict[str, dict[str, Any]]:
        found = guide(self.slack, self.tryout.knowledge, self.company)["steps"]
        return {step["label"]: step["do"] for step in found}

    def ask(self, question: str) -> Message:
        answer = self.slack.command(self.company.employee, self.company.general, "/whoowns", question).message
        assert answer is not None
        return answer

    def dispute(self) -> Message:
        """Mira disagrees; the post."""
        form = self.slack.click(self.company.employee, self.ask("Workday integration"), "Dispute").view
        assert not self.slack.submit(self.company.employee, form, {"Who should own it?": "CTO", "Why?": "They run it."}).errors
        return self.posts(1)[0]

    def posts(self, number: int) -> list[Message]:
        """What stands in the disputes channel as soon as it is that many posts."""

        def there() -> list[Message]:
            found = [post for post in self.slack.messages(self.company.disputes, by_app=True) if not post.thread_ts]
            return found if len(found) >= number else []

        return list(self.slack.wait_for(there))


@pytest.fixture
def guided(tmp_path: Path) -> Iterator[Guided]:
    tryout = Tryout(tmp_path)
    yield Guided(tryout)
    tryout.stop()


def test_it_begins_with_questions_and_goes_on_with_an_objection(guided: Guided) -> None:
    assert guided.words == "Ask who owns something:" and len(guided.steps) == 3
    guided.ask("Workday integration")
    assert guided.words.startswith("Remit shows the line") and next(iter(guided.steps)) == "Now disagree"


def test_of_an_unknown_owner_it_speaks_of_no_line(guided: Guided) -> None:
    answer = guided.ask("the lunch menu")
    assert "I don't know" in answer.text
    assert guided.words == "Remit does not guess: no line names an owner. Do you know who it is?"
    click = guided.steps["Now propose an owner"]["click"]
    assert click["ts"] == answer.ts
    assert guided.slack.click(guided.company.employee, answer, click["action"]["action_id"]).view is not None


def test_a_withdrawn_dispute_is_not_called_decided(guided: Guided) -> None:
    post = guided.dispute()
    assert list(guided.steps) == ["Now decide as Dana, the COO"]
    guided.slack.click(guided.company.employee, post, "Withdraw")
    guided.slack.wait_for(lambda: guided.tryout.knowledge.dispute(1).state == "withdrawn")
    assert guided.words == "Withdrawn: the answer stays as it was."


def test_a_decision_leads_to_mondays_digest_and_the_digest_to_the_end(guided: Guided) -> None:
    form = guided.slack.click(guided.company.decider, guided.dispute(), "Decide").view
    ruling = {"Owner": "CTO", "Rationale": "They run it."}
    assert not guided.slack.submit(guided.company.decider, form, ruling).errors
    assert guided.words == "Decided. From now on that is the answer."
    assert guided.steps["See Monday's digest"]["monday"]
    guided.tryout.to_monday()
    guided.posts(2)
    assert guided.words.startswith("That is the whole loop.")


def test_of_a_document_loaded_after_a_dispute_it_offers_questions(guided: Guided) -> None:
    guided.dispute()
    guided.tryout.load("ours.md", OURS)
    assert guided.words == "Ask who owns something:"
    [(_, step)] = guided.steps.items()
    assert step["say"] == "/whoowns Who owns build pipeline?"
    guided.ask("the build pipeline")
    assert next(iter(guided.steps)) == "Now disagree"


def test_a_monday_without_a_digest_is_explained_until_something_happens(guided: Guided) -> None:
    guided.ask("Workday integration")
    assert NO_DIGEST not in guided.words
    guided.tryout.to_monday()
    guided.tryout.to_monday()
    assert guided.slack.messages(guided.company.disputes) == []
    assert guided.words.startswith(NO_DIGEST)
    guided.ask("Workday integration")
    assert NO_DIGEST not in guided.words


def test_a_monday_with_a_digest_needs_no_word(guided: Guided) -> None:
    guided.ask("the lunch menu")
    guided.tryout.to_monday()
    guided.posts(1)
    assert NO_DIGEST not in guided.words
