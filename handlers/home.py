"""The Home tab: shown when somebody opens it, and again after they changed a setting. Its settings are in `setting_up.py`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from handlers import ids, payloads
from handlers.answering import Thread, answer_modal
from handlers.blocks.elements import View, notice_modal
from handlers.blocks.home import MOST_COUNTED, MOST_DECIDED, MOST_ROLES, HomeContent, home_view
from handlers.errors import members_only, told_privately
from handlers.opening import Opener, open_view, publish_home
from handlers.payloads import Click
from handlers.people import people_of
from knowledge import Knowledge, Workspaces
from knowledge.asking import INSTALLED
from knowledge.types import Destination, Dispute, DisputeState, Listing, Place


def register(app: App, workspaces: Workspaces) -> None:
    """The tab, its ask box with examples, and the choice to get the digest."""

    @app.event("app_home_opened")
    def opened(body: dict[str, Any], client: WebClient) -> None:
        seen = payloads.home_opened(body)
        if seen.home:
            knowledge = workspaces.of(seen.team)
            publish_home(client, seen.user, home_for(knowledge, seen.user))
            welcome(knowledge, seen.user)

    @app.action(ids.HOME_ASK)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _answer(ack, client, workspaces, payloads.click(body))

    @app.action(ids.HOME_EXAMPLE)
    def example(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _answer(ack, client, workspaces, payloads.click(body))

    @app.action(ids.HOME_DIGEST)
    def subscribe(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        click = payloads.click(body)
        with told_privately(ack, client, workspaces, click):
            if click.external:
                open_view(client, Opener(click.trigger), members_only())
            else:
                knowledge = workspaces.of(click.team)
                knowledge.subscribe_digest(actor=click.user, wanted=click.value == ids.YES)
                publish_home(client, click.user, home_for(knowledge, click.user))
            ack()


def _answer(ack: Ack, client: WebClient, workspaces: Workspaces, click: Click) -> None:
    with told_privately(ack, client, workspaces, click):
        view = members_only() if click.external else answered(workspaces.of(click.team), click)
        open_view(client, Opener(click.trigger), view)
        ack()


def answered(knowledge: Knowledge, click: Click) -> View:
    """The answer to what was typed at Home."""
    if not click.value.strip():
        return notice_modal("Ask", "Write what you want to know the owner of, such as “Workday integration”.")
    question = click.value[: payloads.LONGEST_QUESTION]
    return answer_modal(knowledge.ask(question, place=Place()), question, click.team, Thread(), held=knowledge.held_by(click.user))


def home_for(knowledge: Knowledge, user: str) -> View:
    """One reader's tab, from what is true now."""
    settings, directory = knowledge.settings(), knowledge.directory()
    held = [owner for owner, holder in settings.holders.items() if user in (holder, *directory.groups.get(holder, ()))]
    everything = knowledge.disputes(state=DisputeState.OPEN, limit=MOST_COUNTED)
    mine = knowledge.disputes(state=DisputeState.OPEN, actor=user, limit=MOST_COUNTED)
    waiting = _waiting(knowledge, user, held, {dispute.number: dispute for dispute in (*everything, *mine)}.values())
    asked = {dispute.number for dispute, _ in waiting}
    content = HomeContent(
        examples=knowledge.examples(),
        waiting=waiting,
        following=[dispute for dispute in mine if dispute.number not in asked],
        open_total=len(everything),
        owned=_owned(knowledge, held),
        decided=_decided_lately(knowledge),
        subscribed=knowledge.subscribes_digest(user),
        settings=settings,
        charters=knowledge.charters(),
        admins=directory.admins,
        is_admin=user in directory.admins,
        now=knowledge.now(),
    )
    return home_view(content, people_of(knowledge))


def welcome(knowledge: Knowledge, user: str) -> None:
    """One short word to the admin who opens Home first, while nothing is set up."""
    settings = knowledge.settings()
    if not settings.disputes_channel and not settings.holders and user in knowledge.directory().admins:
        knowledge.welcome(INSTALLED, destination=Destination(user))


def _waiting(knowledge: Knowledge, user: str, held: Sequence[str], disputes: Collection[Dispute]) -> list[tuple[Dispute, str]]:
    """The open disputes whose next move is this person's, oldest first, each with what the move is."""
    deciders = knowledge.deciders_of(dispute.number for dispute in disputes)
    waiting = []
    for dispute in sorted(disputes, key=lambda one: one.raised_at):
        sides = {owner.casefold() for owner in dispute.owners}
        spoke = user == dispute.raised_by or any(view.author == user for view in dispute.views)
        if user in deciders[dispute.number]:
            waiting.append((dispute, "You can decide."))
        elif not spoke and any(owner.casefold() in sides for owner in held):
            waiting.append((dispute, "Your side has not been heard."))
    return waiting


def _decided_lately(knowledge: Knowledge) -> list[Dispute]:
    """Settled disputes come by number; an old one may have been decided today."""
    settled = knowledge.disputes(state=DisputeState.DECIDED, limit=MOST_COUNTED)
    return sorted(settled, key=lambda one: one.settled_at or one.raised_at, reverse=True)[:MOST_DECIDED]


def _owned(knowledge: Knowledge, held: Sequence[str]) -> list[Listing]:
    answers = [knowledge.ask(f"what does {owner} own?", record=False) for owner in held[:MOST_ROLES]]
    return [answer.listing for answer in answers if answer.listing is not None]
