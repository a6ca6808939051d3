"""Buttons and menus. Each click is read anew against what is true now; nothing in its value is believed but what is checked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from handlers import ids, mrkdwn, payloads
from handlers.answering import answer_modal, channel_place, origin_of, thread_of
from handlers.asking_owner import ask_owner
from handlers.blocks.decision import decide_modal
from handlers.blocks.dispute import outcome, whole_message
from handlers.blocks.elements import View, modal, notice_modal
from handlers.blocks.notes import done_modal
from handlers.blocks.objection import reopen_modal, view_modal
from handlers.blocks.record import record_modal
from handlers.blocks.setup import other_name_modal
from handlers.errors import members_only, told_privately
from handlers.listing import DigestPart, Listed, digest_part_page, list_page
from handlers.opening import Opener, open_view, replace_view
from handlers.payloads import Click
from handlers.people import People, people_of
from handlers.raising import modal_for_topic
from knowledge import Knowledge, Workspaces
from knowledge.types import Destination, Dispute, DisputeState, Place


@dataclass(frozen=True, slots=True)
class InPlace:
    """A view for the place of the modal that was clicked in: a next page. Clicked elsewhere, it is opened."""

    view: View


Act = Callable[[Knowledge, Click], View | InPlace | None]
"""What a click does; a view it returns is opened."""

TOO_LATE = "Slack did not open the form in time. Please click again."


def register(app: App, workspaces: Workspaces) -> None:
    """One listener for each button; the last one answers buttons of messages older than this program."""
    for action, act in ACTS.items():
        _listen(app, workspaces, action, act)


def register_unknown(app: App) -> None:
    """After all other buttons: whatever nobody knows is acknowledged, so that Slack shows no warning sign."""

    @app.action(re.compile(".*"))
    def unknown(ack: Ack) -> None:
        ack()


def _listen(app: App, workspaces: Workspaces, action: str, act: Act) -> None:
    @app.action(action)
    def clicked(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        click = payloads.click(body)
        with told_privately(ack, client, workspaces, click):
            shown = members_only() if click.external else act(workspaces.of(click.team), click)
            if shown is not None and not _show(client, click, shown) and click.response_url:
                workspaces.of(click.team).tell(
                    TOO_LATE, destination=Destination(response_url=click.response_url), request=f"late:{click.request}"
                )
            ack()


def _show(client: WebClient, click: Click, shown: View | InPlace) -> bool:
    if isinstance(shown, InPlace):
        if click.in_modal and replace_view(client, click.view, shown.view):
            return True
        shown = shown.view
    return open_view(client, Opener(click.trigger, click.in_modal), shown)


def share(knowledge: Knowledge, click: Click) -> None:
    """Post a private answer to its channel, under the name of whoever shares it."""
    if place := channel_place(click):
        knowledge.share(click.value, asker=click.user, destination=place, request=click.request)


def dispute(knowledge: Knowledge, click: Click) -> View:
    """The Dispute form, filled in from the answer as it is now."""
    return modal_for_topic(knowledge, click.value, origin=origin_of(click))


def not_ours(knowledge: Knowledge, click: Click) -> View:
    """The Dispute form with "not ours" chosen."""
    return modal_for_topic(knowledge, click.value, origin=origin_of(click), not_ours=True)


def nearest(knowledge: Knowledge, click: Click) -> View | InPlace | None:
    """The answer for the topic that was meant, to whoever picked it; or the form to say that the words are another name for one."""
    if click.value.startswith(ids.OTHER_NAME):
        name = click.value.removeprefix(ids.OTHER_NAME)
        return other_name_modal(name, knowledge.ask(name, record=False).suggestions)
    if click.in_modal:
        found = knowledge.ask(click.value, place=Place())
        return InPlace(answer_modal(found, click.value, click.team, thread_of(click), held=knowledge.held_by(click.user)))
    if click.value and click.response_url:
        knowledge.post_answer(
            click.value,
            asker=click.user,
            destination=Destination(response_url=click.response_url),
            request=(click.request,),
            place=Place(click.channel, click.thread_ts, click.private),
        )
    return None


def add_view(knowledge: Knowledge, click: Click) -> View:
    """The form for a view, or how the dispute ended meanwhile."""
    found = knowledge.dispute(payloads.number_in(click.value))
    people = people_of(knowledge)
    if found.state is not DisputeState.OPEN:
        return _ended(found, people)
    return view_modal(found, payloads.metadata(dispute=str(found.number)), people)


def decide(knowledge: Knowledge, click: Click) -> View:
    """The form for a ruling; whoever may not rule is told why, and who may."""
    found = knowledge.dispute(payloads.number_in(click.value))
    people = people_of(knowledge)
    if found.state is not DisputeState.OPEN:
        return _ended(found, people)
    alone = knowledge.may_decide(found.number, click.user)
    metadata = payloads.metadata(dispute=str(found.number), version=str(found.version))
    precedents = knowledge.precedents(found.number)
    return decide_modal(found, knowledge.owner_names(), metadata, people, precedents=precedents, alone=alone)


def withdraw(knowledge: Knowledge, click: Click) -> None:
    """Slack has asked whether they are sure."""
    knowledge.withdraw(payloads.number_in(click.value), actor=click.user, request=click.request)


def reopen(knowledge: Knowledge, click: Click) -> View:
    """The form for reopening a decided dispute; whoever may not is told so before they write a reason."""
    found = knowledge.dispute(payloads.number_in(click.value))
    knowledge.may_reopen(found.number, click.user)
    return reopen_modal(found, payloads.metadata(dispute=str(found.number)), people_of(knowledge))


def confirm(knowledge: Knowledge, click: Click) -> View:
    """Keep a ruling whose review date has come."""
    found = knowledge.confirm(payloads.number_in(click.value), actor=click.user, request=click.request)
    return done_modal("Confirmed", found, people_of(knowledge))


def show(knowledge: Knowledge, click: Click) -> View:
    """One dispute whole."""
    found = knowledge.dispute(payloads.number_in(click.value))
    return modal(f"Dispute #{found.number}", whole_message(found, people_of(knowledge))[1])


def record(knowledge: Knowledge, click: Click) -> InPlace:
    """A page of a dispute's record, every word of it."""
    number, _, start = click.value.partition("|")
    found = knowledge.dispute(payloads.number_in(number))
    return InPlace(record_modal(found, people_of(knowledge), payloads.number_in(start or "0")))


def listed(knowledge: Knowledge, click: Click) -> InPlace:
    """A page of the list of disputes."""
    return InPlace(modal("Disputes", list_page(knowledge, Listed.decoded(click.value, click.user))[1]))


def digest_listed(knowledge: Knowledge, click: Click) -> InPlace:
    """A page of one part of a digest."""
    return InPlace(digest_part_page(knowledge, DigestPart.decoded(click.value), click.channel))


def _ended(found: Dispute, people: People) -> View:
    words = f"{mrkdwn.bold(f'#{found.number} {found.topic}', 250)}\n{outcome(found, people.mention, mrkdwn.bold)}"
    return notice_modal("Settled already", words)


ACTS: dict[str, Act] = {
    ids.ANSWER_SHARE: share,
    ids.ANSWER_DISPUTE: dispute,
    ids.ANSWER_NOT_OURS: not_ours,
    ids.ANSWER_ASK_OWNER: ask_owner,
    ids.ANSWER_NEAREST: nearest,
    ids.DISPUTE_VIEW: add_view,
    ids.DISPUTE_DECIDE: decide,
    ids.DISPUTE_WITHDRAW: withdraw,
    ids.DISPUTE_REOPEN: reopen,
    ids.DISPUTE_CONFIRM: confirm,
    ids.DISPUTE_SHOW: show,
    ids.DISPUTE_RECORD: record,
    ids.DISPUTES_LIST: listed,
    **dict.fromkeys(ids.DIGEST_PARTS.values(), digest_listed),
}
