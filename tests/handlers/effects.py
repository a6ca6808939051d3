"""What an act has to have brought about for whoever may do it: each effect is looked at before the act and after it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from sqlalchemy import select

from bot.tryout.workspace import Message
from knowledge.database.models import AliasRow, DecisionRow, DigestRow, DisputeRow, HistoryRow, ViewRow, WorkspaceRow
from tests.handlers.acts import Act
from tests.handlers.conftest import Office

Effect = Callable[[Act], AbstractContextManager[None]]
"""Around the act; the assertion comes when it is done."""


def record(office: Office) -> list[object]:
    """Everything that an act of this workspace may change."""
    tables = (DisputeRow, ViewRow, DecisionRow, HistoryRow, AliasRow, DigestRow)
    mine = office.knowledge.workspace_id
    with office.workspaces._database.connecting() as connection:
        rows = [connection.execute(select(table.__table__).where(table.workspace_id == mine)).all() for table in tables]
        return [*rows, connection.execute(select(WorkspaceRow.settings).where(WorkspaceRow.id == mine)).all()]


def named(text: str, office: Office) -> str:
    """`<@decider>` as the id of who plays that part."""
    for name, user in office.people.items():
        text = text.replace(f"<@{name}>", f"<@{user}>")
    return text


def answers(*words: str) -> Effect:
    """The request's own response holds these words."""

    @contextmanager
    def around(act: Act) -> Iterator[None]:
        count = len(act.replies)
        yield
        assert len(act.replies) > count
        said = json.dumps(act.replies[-1], ensure_ascii=False)
        assert all(word in said for word in words), (act.role, said)

    return around


def opens(what: str, *words: str) -> Effect:
    """A new modal is on top for this person: `what` is its callback or its title, and these words stand in it."""

    @contextmanager
    def around(act: Act) -> Iterator[None]:
        act.office.slack.workspace.set_stack(act.user, [])
        yield
        view = act.office.slack.open_modal(act.user)
        assert view is not None, (act.role, "no modal")
        assert what in (view.body["callback_id"], view.body["title"]["text"]), (act.role, view.body)
        shown = json.dumps(view.blocks, ensure_ascii=False)
        assert all(word in shown for word in words), (act.role, shown)

    return around


def posts(place: str, *words: str) -> Effect:
    """Exactly one new message of the app is in the channel, and holds these words."""

    @contextmanager
    def around(act: Act) -> Iterator[None]:
        channel = getattr(act.office, place)
        before = {one.ts for one in act.office.slack.messages(channel, by_app=True)}
        yield
        new = [one for one in act.office.slack.messages(channel, by_app=True) if one.ts not in before]
        assert len(new) == 1, (act.role, new)
        assert all(named(word, act.office) in shown(new[0]) for word in words), (act.role, new)

    return around


def tells(*words: str) -> Effect:
    """This person gets one new private message, which holds these words."""

    @contextmanager
    def around(act: Act) -> Iterator[None]:
        before = {one.ts for one in private(act)}
        yield
        new = [one for one in private(act) if one.ts not in before]
        assert len(new) == 1 and all(word in shown(new[0]) for word in words), (act.role, new)

    return around


@dataclass(frozen=True)
class Keeps:
    """What was not so before is so afterwards: the one effect that leaves something behind."""

    kept: Callable[[Act], bool]

    @contextmanager
    def __call__(self, act: Act) -> Iterator[None]:
        assert not self.kept(act), (act.role, "it was so before")
        yield
        assert self.kept(act), (act.role, act.replies)


@contextmanager
def publishes(act: Act) -> Iterator[None]:
    """The person's Home tab is published."""

    def published() -> int:
        return sum(call.arguments.get("user_id") == act.user for call in act.office.slack.calls("views.publish"))

    before = published()
    yield
    assert published() == before + 1, act.role


@contextmanager
def quiet(act: Act) -> Iterator[None]:
    """Slack has its acknowledgement; nothing is kept, shown or sent."""
    act.office.slack.workspace.set_stack(act.user, [])
    before = record(act.office), sent(act)
    yield
    assert (record(act.office), sent(act)) == before, act.role
    assert act.office.slack.open_modal(act.user) is None, act.role


def sent(act: Act) -> list[str]:
    """Every call by which the app shows something to somebody, but for Home tabs, which tests open on the way."""
    showing = ("chat.", "views.open", "views.push", "views.update")
    return [call.method for call in act.office.slack.calls() if call.method.startswith(showing)]


def private(act: Act) -> list[Message]:
    return [*act.office.slack.messages(act.user, by_app=True), *act.office.slack.ephemerals(act.user)]


def shown(message: Message) -> str:
    return f"{message.text} {json.dumps(message.blocks, ensure_ascii=False)}"
