"""From a post that is owed to the Slack call that makes it. Rendered when it is sent: a late post tells the present truth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from handlers import mrkdwn, telling
from handlers.blocks import help as how_to
from handlers.blocks.answer import Shown, answer_message
from handlers.blocks.digest import digest_message
from handlers.blocks.dispute import Message, dispute_message, notice_message, ruling_message, view_message
from handlers.blocks.elements import section, text_of
from handlers.blocks.notes import ask_owner_message, hello_message, reminder_message
from handlers.people import People, people_of
from knowledge import Knowledge
from knowledge.types import Dispute, DisputeState, Post, PostKind

EVENT_TYPE = "remit_post"
"""The `event_type` of a message's metadata, by which the courier finds its own posts again."""

IN_CHANNEL = (PostKind.SHARED, PostKind.ASK_OWNER)
"""What a response_url shows to the whole channel; everything else only to whoever clicked."""


@dataclass(frozen=True, slots=True)
class SlackCall:
    """One call: a Web API method with its arguments, or "response_url" with the `url`.

    `plain` are the arguments to use instead where Slack refuses the blocks (`invalid_blocks`); None: send the words alone.
    """

    method: str
    arguments: dict[str, Any]
    url: str = ""
    plain: dict[str, Any] | None = None


def call_for(post: Post, knowledge: Knowledge) -> SlackCall | None:
    """The call that makes `post`, from what is true now; None when there is nothing to say any more."""
    people = people_of(knowledge)
    if post.kind is PostKind.DIGEST:
        return _digest(post, knowledge, people)
    message = _RENDERERS[post.kind](post, knowledge, people)
    return _addressed(post, *message) if message else None


def _addressed(post: Post, text: str, blocks: list[dict[str, Any]]) -> SlackCall | None:
    place = post.destination
    content: dict[str, Any] = {"text": text, "blocks": blocks, "unfurl_links": False, "unfurl_media": False}
    if place.response_url:
        shown = "in_channel" if post.kind in IN_CHANNEL else "ephemeral"
        return SlackCall("response_url", content | {"response_type": shown, "replace_original": False}, place.response_url)
    if post.kind is PostKind.DISPUTE_UPDATE:
        if not place.update_ts:
            return None
        update = {"channel": place.channel, "ts": place.update_ts, "text": text, "blocks": blocks, "parse": "none"}
        return SlackCall("chat.update", update)
    content |= {"channel": place.channel, "parse": "none", "link_names": False}
    if place.thread_ts:
        content["thread_ts"] = place.thread_ts
    if place.user:
        return SlackCall("chat.postEphemeral", _without(content | {"user": place.user}, "unfurl_links", "unfurl_media"))
    content["metadata"] = {"event_type": EVENT_TYPE, "event_payload": {"post": post.id}}
    return SlackCall("chat.postMessage", content)


def _without(content: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name not in names}


def _private(post: Post) -> bool:
    """Whether one person alone will read it: there a mention notifies nobody else."""
    place = post.destination
    return bool(place.response_url and post.kind not in IN_CHANNEL) or bool(place.user) or place.channel[:1] in ("D", "U", "W")


def _answer(post: Post, knowledge: Knowledge, people: People) -> Message:
    private = _private(post)
    who = people.mention if private else people.name
    held = knowledge.held_by(_word(post, "asker")) if private else frozenset()
    found = knowledge.ask(_word(post, "question"), record=False)
    return answer_message(found, Shown(who, people.team, share=bool(post.destination.response_url), held=held))


def _shared(post: Post, knowledge: Knowledge, people: People) -> Message:
    found = knowledge.ask(_word(post, "question"), record=False)
    sharer = people.mention(_word(post, "asker"))
    return answer_message(found, Shown(people.name, people.team), f"Shared by {sharer}, who asked: “{mrkdwn.literal(found.question, 200)}”")


def _ask_owner(post: Post, knowledge: Knowledge, people: People) -> Message:
    found = knowledge.ask(_word(post, "question"), record=False)
    holders = knowledge.settings().holders
    named = [holders[owner] for owner in found.owners if owner in holders]
    return ask_owner_message(found, named, _word(post, "owner"), _word(post, "asker"), people)


def _dispute(post: Post, knowledge: Knowledge, people: People) -> Message:
    dispute = knowledge.dispute(_number(post))
    deciders = knowledge.deciders(dispute.number) if dispute.state is DisputeState.OPEN else ()
    return dispute_message(dispute, people, deciders)


def _view(post: Post, knowledge: Knowledge, people: People) -> Message | None:
    dispute = knowledge.dispute(_number(post))
    view = next((view for view in dispute.views if view.id == post.subject.get("view")), None)
    return view_message(dispute, view, people) if view else None


def _ruling(post: Post, knowledge: Knowledge, people: People) -> Message:
    return ruling_message(knowledge.dispute(_number(post)), people)


def _notice(post: Post, knowledge: Knowledge, people: People) -> Message:
    return notice_message(knowledge.dispute(_number(post)), _word(post, "notice"), people, knowledge.directory().admins)


def _digest(post: Post, knowledge: Knowledge, people: People) -> SlackCall | None:
    """The digest with Slack's own chart and, for a workspace that refuses it, with one of characters; None when it is too late for it."""
    digest = knowledge.digest_for(post)
    if digest is None:
        return None
    deciders = knowledge.deciders_of(dispute.number for dispute in digest.open)
    call, plain = (_addressed(post, *digest_message(digest, people, deciders, native_chart=native)) for native in (True, False))
    return call and SlackCall(call.method, call.arguments, call.url, plain.arguments if plain else None)


def _reminder(post: Post, knowledge: Knowledge, people: People) -> Message | None:
    """What still waits of what was to be named: a dispute settled meanwhile needs no reminder."""
    open_ones = [found for found in _named(post, "numbers", knowledge) if found.state is DisputeState.OPEN]
    reviews = [found for found in _named(post, "reviews", knowledge) if found.state is DisputeState.DECIDED]
    return reminder_message(open_ones, reviews, knowledge.now(), people) if open_ones or reviews else None


def _named(post: Post, name: str, knowledge: Knowledge) -> list[Dispute]:
    numbers = str(post.subject.get(name, "")).split(",")
    return [knowledge.dispute(int(number)) for number in numbers if number.isdigit()]


def _told(post: Post, knowledge: Knowledge, people: People) -> Message:
    del knowledge, people
    said = telling.decoded(_word(post, "message"))
    return text_of(said), [section(said or "…")]


def _hello(post: Post, knowledge: Knowledge, people: People) -> Message:
    del people
    if _word(post, "what") == HOW_TO_ASK:
        return how_to.mentioned(knowledge.examples())
    settings = knowledge.settings()
    return hello_message(_word(post, "what"), settings, post.destination.channel, knowledge.examples())


HOW_TO_ASK = "how-to-ask"
"""The `what` of a hello that answers a mention without a question."""


def _word(post: Post, name: str) -> str:
    return str(post.subject.get(name, ""))


def _number(post: Post) -> int:
    return int(post.subject["number"])


_RENDERERS: Mapping[PostKind, Callable[[Post, Knowledge, People], Message | None]] = {
    PostKind.ANSWER: _answer,
    PostKind.SHARED: _shared,
    PostKind.ASK_OWNER: _ask_owner,
    PostKind.DISPUTE: _dispute,
    PostKind.DISPUTE_UPDATE: _dispute,
    PostKind.VIEW: _view,
    PostKind.RULING: _ruling,
    PostKind.NOTICE: _notice,
    PostKind.REMINDER: _reminder,
    PostKind.TOLD: _told,
    PostKind.HELLO: _hello,
}
