"""The app without a server: payloads of the local Slack go straight through `App.dispatch`, posts through the courier when asked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from slack_bolt import App, BoltRequest

from bot.app import Identity, create_app, slack_client
from bot.courier import Courier
from bot.delivery import SEND_TIMEOUT_SECONDS
from bot.settings import read_settings
from bot.tryout.delivery import Reply, encode, parsed
from bot.tryout.handles import Handles
from bot.tryout.local_slack import LocalSlack
from bot.tryout.workspace import Message
from handlers import register_listeners
from knowledge import Knowledge, Workspaces, open_knowledge
from knowledge.types import Directory


class Dispatch:
    """A way to the app: its own `dispatch`, as the servers call it."""

    def __init__(self, app: App) -> None:
        self.app = app

    def deliver(self, kind: str, payload: dict[str, Any], attempt: int = 0, reason: str = "") -> Reply:
        del attempt, reason
        body, content_type = encode(kind, payload)
        answer = self.app.dispatch(BoltRequest(body=body.decode(), headers={"content-type": [content_type]}))
        return Reply(answer.status, answer.body, parsed(answer.body), "" if answer.status == 200 else "http_error")


class DirectSlack(LocalSlack):
    """A local Slack whose payloads go through `dispatch`; its triggers do not age, so that a busy machine changes no outcome."""

    way: Dispatch

    def __init__(self, **wishes: Any) -> None:
        super().__init__(**wishes)
        self.desk.handles = Handles(seconds=lambda: 0.0)

    def _link(self) -> Dispatch:
        return self.way


@dataclass
class Office:
    """The app, its database and the people around it; posts are delivered when `deliver` is called."""

    slack: DirectSlack
    workspaces: Workspaces
    courier: Courier
    people: dict[str, str]
    general: str
    disputes: str
    leaders: str

    @property
    def knowledge(self) -> Knowledge:
        return self.workspaces.of(self.slack.workspace.team)

    def deliver(self) -> None:
        """Send everything that is owed."""
        while self.courier.deliver_due():
            pass

    def ask(self, who: str, question: str) -> Any:
        return self.slack.command(self.people[who], self.general, "/whoowns", question)

    def raise_dispute(self, who: str = "raiser", topic: str = "Workday integration", owner: str = "CTO") -> Message:
        """Through the form; returns the dispute's post."""
        form = self.slack.command(self.people[who], self.general, "/dispute", topic).view
        sent = self.slack.submit(self.people[who], form, {"Who should own it?": owner, "Why?": "Our team runs it."})
        assert (sent.error, sent.errors) == ("", {})
        self.deliver()
        return self.posts()[-1]

    def posts(self) -> list[Message]:
        """The dispute posts, as they stand now."""
        return [one for one in self.slack.messages(self.disputes, by_app=True) if one.thread_ts in ("", one.ts)]

    def decide(self, post: Message, owner: str = "CTO", **more: Any) -> Any:
        form = self.slack.click(self.people["decider"], post, "Decide").view
        sent = self.slack.submit(self.people["decider"], form, {"Owner": owner, "Rationale": "The code moved.", **more})
        self.deliver()
        return sent

    def seen_by(self, who: str) -> str:
        """Everything that only this person sees: ephemerals, direct messages, the modal on top."""
        user = self.people[who]
        shown = [*self.slack.ephemerals(user), *self.slack.messages(user, by_app=True)]
        modal = self.slack.open_modal(user)
        return " ".join([*(one.text for one in shown), json.dumps(modal.blocks, ensure_ascii=False) if modal else ""])


PEOPLE = ("guest", "member", "raiser", "holder", "cto", "decider", "admin")


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with opened(database_url) as found:
        yield found


@contextmanager
def opened(database_url: str) -> Iterator[Office]:
    """A company whose CIO is "holder", with one decider and one admin."""
    with DirectSlack(retry_waits=()) as slack:
        people = {name: slack.add_user(name, is_restricted=name == "guest", is_admin=name == "admin").id for name in PEOPLE}
        places = [slack.add_channel(name).id for name in ("general", "disputes", "leaders")]
        settings = read_settings({**slack.environment, "DATABASE_URL": database_url}, ())
        workspaces = open_knowledge(database_url, create=True)
        client = slack_client(settings, settings.bot_token, SEND_TIMEOUT_SECONDS)
        slack.way = Dispatch(create_app(settings, workspaces, Identity(client)))
        courier = Courier(workspaces, client)
        found = Office(slack, workspaces, courier, people, *places)
        set_up(found)
        yield found
        courier.close()
        workspaces.close()


def set_up(office: Office) -> None:
    people, knowledge = office.people, office.knowledge
    knowledge.learn_directory(Directory(admins=(people["admin"],), names={office.general: "general"}))
    knowledge.change_settings(
        {
            "deciders": people["decider"],
            "disputes_channel": office.disputes,
            "digest_channel": office.leaders,
            "holders": f"CIO:{people['holder']}, CTO:{people['cto']}",
        }
    )


class Register:
    """Stands where Slack's `App` stands and notes what is registered: (surface, id) in order; a pattern by its text."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []

    def error(self, function: Callable[..., Any]) -> Callable[..., Any]:
        self.seen.append(("error", ""))
        return function

    def __getattr__(self, surface: str) -> Callable[[Any], Callable[[Callable[..., Any]], Callable[..., Any]]]:
        def named(constraint: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
            self.seen.append((surface, constraint.pattern if isinstance(constraint, re.Pattern) else str(constraint)))
            return lambda function: function

        return named


def listeners() -> list[tuple[str, str]]:
    """Every listener by surface and id, in the order Bolt asks them."""
    register: Any = Register()
    nothing: Any = None
    register_listeners(register, nothing)
    return list(register.seen)
