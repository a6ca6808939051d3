"""Histories of a company in which the program dies at given boundaries, and what must be true afterwards."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from bot.tryout import payloads
from bot.tryout.workspace import Message
from tests.faults.rig import Company

TOPICS = ("Workday integration", "ERP", "GDPR", "Laptops", "Product roadmap")
OWNERS = ("CIO", "CTO")
WORDS = "words"  # stands for the one text field of a form, whatever it is called
ACTS = ("mention", "mention", "ask", "raise", "raise", "view", "decide", "decide", "reopen", "digest")


@dataclass
class Told:
    """One dispute as it ought to be."""

    state: str = "open"
    owners: tuple[str, ...] = ()
    views: int = 0
    rulings: int = 0


@dataclass
class History:
    """Acts through Slack, each done until it is answered, and beside them the simplest account of what they come to."""

    company: Company
    random: Random
    crashing: float = 0.0  # how likely an act meets a crash
    told: dict[str, Told] = field(default_factory=dict)
    mentions: list[Message] = field(default_factory=list)
    digests: int = 0
    numbers: dict[str, int] = field(default_factory=dict)

    def run(self, steps: int) -> None:
        for act in ("raise", *self.random.choices(ACTS, k=steps)):
            if self.random.random() < self.crashing:
                self.company.fuse.set(self.random.randint(1, 14))
            getattr(self, f"do_{act}")()
            self.company.settle()
        self.company.fuse.set(0)

    def do_mention(self) -> None:
        slack, cast = self.company.slack, self.company.cast
        said = slack.acting.say(cast.employee, cast.general, f"<@{slack.bot.id}> who owns {self.random.choice(TOPICS)}?")
        self.mentions.append(said)
        name = slack.workspace.new_id("Ev")
        self.company.insist(lambda: slack.acting.event(payloads.mention_event(said), event_id=name)[0])

    def do_ask(self) -> None:
        topic = self.random.choice(TOPICS)
        answer = self._command(topic)
        told = self.told.get(topic)
        if told and told.state == "decided":
            assert all(owner in answer.text for owner in told.owners), (topic, told, answer.text)

    def do_raise(self) -> None:
        topic, owner = self.random.choice(TOPICS), self.random.choice(OWNERS)
        told = self.told.get(topic)
        if told is not None:
            return
        answer = self._command(topic)
        self._form(self.company.cast.employee, answer.message, "Dispute", {"Who should own it?": owner, "Why?": "It is ours."})
        self.told[topic] = Told()
        self.numbers[topic] = len(self.numbers) + 1

    def do_view(self) -> None:
        if (post := self._post("open")) is None:
            return
        topic, message = post
        user = self.random.choice((self.company.cast.cio, self.company.cast.cto))
        self._form(user, message, "Add your view", {WORDS: "I see it so."})
        self.told[topic].views += 1

    def do_decide(self) -> None:
        if (post := self._post("open")) is None:
            return
        topic, message = post
        owner = self.random.choice(OWNERS)
        self._form(self.company.cast.decider, message, "Decide", {"Owner": owner, "Rationale": f"It lies with {owner}."})
        told = self.told[topic]
        told.state, told.owners, told.rulings = "decided", (owner,), told.rulings + 1

    def do_reopen(self) -> None:
        if (post := self._post("decided")) is None:
            return
        topic, message = post
        self._form(self.company.cast.decider, message, "Reopen", {WORDS: "Things changed."})
        self.told[topic].state = "open"

    def do_digest(self) -> None:
        """A week later the worker ticks."""
        self.company.clock.pass_by(timedelta(days=7))
        self.company.run(lambda: self.company.life.workspaces.tick(self.company.clock()))
        self.digests += 1

    def _command(self, words: str) -> Any:
        slack, cast = self.company.slack, self.company.cast
        return self.company.insist(lambda: slack.command(cast.employee, cast.general, "/whoowns", words))

    def _form(self, user: str, on: Message, button: str, values: dict[str, Any]) -> None:
        """Press a button and send the form that opens; a form whose answer was lost is sent again as it is."""
        slack = self.company.slack

        view = self.company.insist(lambda: slack.click(user, slack.now(on) or on, button)).view
        assert view is not None, (button, slack.calls("views.open")[-1])
        label = next(block["label"]["text"] for block in view.blocks if block["type"] == "input")
        known = {label if name == WORDS else name: value for name, value in values.items()}
        done = self.company.insist(lambda: slack.submit(user, view, known))
        assert done.errors == {}, done.errors
        while (shown := slack.open_modal(user)) is not None:
            slack.acting.close_view(shown)

    def _post(self, state: str) -> tuple[str, Message] | None:
        """A dispute in `state` and its post in the channel, any of them."""
        fitting = [topic for topic, told in self.told.items() if told.state == state]
        if not fitting:
            return None
        topic = self.random.choice(fitting)
        ts = self._dispute_ts(self.numbers[topic])
        found = self.company.slack.workspace.message(self.company.cast.disputes, ts)
        assert found is not None
        return topic, found

    def _dispute_ts(self, number: int) -> str:
        found = "SELECT ts FROM dispute JOIN workspace ON workspace.id = workspace_id WHERE team = :team AND number = :number"
        rows = query(self.company, found, team=self.company.slack.workspace.team, number=number)
        return str(rows[0][0])

    def check(self) -> None:
        """Nothing lost, nothing twice, and the record, the tables and the account agree."""
        assert self.company.knowledge.audit() == []
        self._check_disputes()
        self._check_posts()

    def _check_disputes(self) -> None:
        there = {one.topic: self.company.knowledge.dispute(one.number) for one in self.company.knowledge.disputes(limit=25)}
        assert {topic: (one.state.value, len(one.views)) for topic, one in there.items()} == {
            topic: (told.state, told.views) for topic, told in self.told.items()
        }
        for topic, told in self.told.items():
            decision = there[topic].decision
            if told.state == "decided":
                assert decision is not None and decision.owners == told.owners

    def _check_posts(self) -> None:
        owed = query(self.company, "SELECT id, kind, state, error, response_url, channel, update_ts FROM post")
        assert [row for row in owed if row.state != "sent" and not row.response_url] == []
        seen = posted_ids(self.company)
        assert [post for post, times in seen.items() if times > 1] == []
        posted = {row.id for row in owed if not row.response_url and row.kind not in ("dispute_update",)}
        assert posted == set(seen), posted ^ set(seen)
        kinds = Counter(row.kind for row in owed)
        assert kinds["answer"] == len(self.mentions)
        assert kinds["dispute"] == len(self.told)
        assert kinds["view"] == sum(told.views for told in self.told.values())
        assert kinds["ruling"] >= sum(told.rulings for told in self.told.values())
        weeks = query(self.company, "SELECT iso_year, iso_week, state FROM digest")
        assert kinds["digest"] == len([row for row in weeks if row.state == "posted"])
        for said in self.mentions:
            assert len(self.company.slack.replies(said)) == 1


def posted_ids(company: Company) -> Counter[str]:
    """How often each post stands in Slack, by the id it carries."""
    workspace = company.slack.workspace
    found = (
        (message.body.get("metadata") or {}).get("event_payload", {}).get("post")
        for channel in workspace.channels
        for message in company.slack.messages(channel)
    )
    return Counter(post for post in found if post)


def query(company: Company, statement: str, **values: Any) -> list[Any]:
    """Rows of the database as they are, read beside the program."""
    engine = create_engine(company.database_url, poolclass=NullPool)
    with engine.connect() as connection:
        return list(connection.execute(text(statement), values))
