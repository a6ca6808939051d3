"""Modals sent off. Each is one act of knowledge under the key of its view, so a form sent twice is saved once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App

from handlers import ids, mrkdwn, payloads
from handlers.blocks.elements import View, notice_modal
from handlers.blocks.notes import done_modal, raised_modal
from handlers.errors import members_only, told_in_form
from handlers.payloads import Submission
from handlers.people import people_of
from handlers.raising import owners_chosen
from knowledge import Knowledge, Workspaces
from knowledge.types import Destination

Act = Callable[[Knowledge, Submission], View | None]
"""What a submission does; a view it returns takes the form's place, None closes it."""


def register(app: App, workspaces: Workspaces) -> None:
    """One listener for each modal, the last one for forms that nobody knows any more."""
    for callback, act in ACTS.items():
        listen(app, workspaces, callback, act)


def register_unknown(app: App) -> None:
    """After all other forms."""

    @app.view(re.compile(".*"))
    def unknown(ack: Ack) -> None:
        ack()

    @app.view_closed(re.compile(".*"))
    def closed(ack: Ack) -> None:
        ack()


def listen(app: App, workspaces: Workspaces, callback: str, act: Act) -> None:
    """Let `act` answer the submissions of one modal."""

    @app.view_submission(callback)
    def submitted(ack: Ack, body: dict[str, Any]) -> None:
        form = payloads.submission(body)
        with told_in_form(ack, form.values):
            view = members_only() if form.external else act(workspaces.of(form.team), form)
            if view is None:
                ack()
            else:
                ack(response_action="update", view=view)


def raise_dispute(knowledge: Knowledge, form: Submission) -> View:
    """Raise the dispute, or add to the one that is open."""
    origin = form.metadata.get("origin", "")
    raised = knowledge.raise_dispute(
        topic=form.text(ids.TOPIC),
        proposed=owners_chosen(form.values.get(ids.OWNER, ()), knowledge.owner_names(), ids.OWNER),
        reason=form.text(ids.REASON),
        actor=form.user,
        origin=origin,
        question=form.metadata.get("question", ""),
        request=_request(form),
    )
    channel = raised.dispute.channel or knowledge.settings().disputes_channel
    return raised_modal(raised, channel)


def add_view(knowledge: Knowledge, form: Submission) -> View:
    """Add a view to an open dispute."""
    dispute = knowledge.add_view(form.number(), actor=form.user, text=form.text(ids.VIEW_TEXT), request=_request(form))
    return notice_modal("View added", f"Your view stands in dispute #{dispute.number}, under your name.")


def decide(knowledge: Knowledge, form: Submission) -> View:
    """Rule. The version says which state of the dispute was ruled on: of two rulings at once the second is told of the first."""
    number = form.number()
    before = knowledge.dispute(number)
    names = tuple(dict.fromkeys((*before.owners, *knowledge.owner_names())))
    dispute = knowledge.decide(
        number,
        actor=form.user,
        owners=owners_chosen(form.values.get(ids.OWNERS, ()), names, ids.OWNERS),
        rationale=form.text(ids.RATIONALE),
        scope=form.text(ids.SCOPE),
        review_on=form.date(ids.REVIEW_ON),
        version=payloads.number_in(form.metadata.get("version", "")),
        alone=form.text(ids.ALONE) == ids.YES,
        request=_request(form),
    )
    return done_modal("Decided", dispute, people_of(knowledge))


def reopen(knowledge: Knowledge, form: Submission) -> View:
    """Contest a ruling."""
    dispute = knowledge.reopen(form.number(), actor=form.user, reason=form.text(ids.REASON), request=_request(form))
    return notice_modal("Reopened", f"Dispute #{dispute.number} is open again; until it is decided the answer is contested.")


def other_name(knowledge: Knowledge, form: Submission) -> View:
    """Let a name people use mean one of the topics nearest to it."""
    name = form.text(ids.ALIAS_NAME)
    topics = (*knowledge.ask(name, record=False).suggestions, form.text(ids.TOPIC))
    topic = ids.named_by(form.text(ids.TOPIC), topics) or ""
    alias = knowledge.add_alias(name, topic, actor=form.user)
    return notice_modal("Saved", f"From now on {mrkdwn.bold(alias.name, 100)} means {mrkdwn.bold(alias.topic, 200)}.")


def share_found(knowledge: Knowledge, form: Submission) -> None:
    """Post the answer that the message shortcut gave in that message's thread."""
    place = Destination(form.metadata.get("origin", ""), thread_ts=form.metadata.get("thread_ts", ""))
    if place.channel:
        knowledge.share(form.metadata.get("question", ""), asker=form.user, destination=place, request=_request(form))


def _request(form: Submission) -> str:
    return payloads.key_of("view", form.view)


ACTS: dict[str, Act] = {
    ids.DISPUTE_MODAL: raise_dispute,
    ids.VIEW_MODAL: add_view,
    ids.DECIDE_MODAL: decide,
    ids.REOPEN_MODAL: reopen,
    ids.FOUND_MODAL: share_found,
    ids.OTHER_NAME_MODAL: other_name,
}
