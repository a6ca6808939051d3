"""An answer in a modal, for the message shortcut and the Home tab; and what its buttons need to find the way back. Opens nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers import ids, mrkdwn, payloads
from handlers.blocks.answer import Shown, answer_blocks
from handlers.blocks.elements import Block, View, modal
from handlers.payloads import Click
from knowledge.types import Answer, Destination


@dataclass(frozen=True, slots=True)
class Thread:
    """The thread that a modal's answer can be shared in; `channel` is "" at Home, where there is none."""

    channel: str = ""
    ts: str = ""


def answer_modal(
    found: Answer, question: str, team: str, thread: Thread, above: Sequence[Block] = (), held: frozenset[str] = frozenset()
) -> View:
    """The answer to `question` with its buttons, for a reader who holds these roles; *Share in thread* where there is a thread."""
    return modal(
        "Who owns it?",
        [*above, *answer_blocks(found, Shown(mrkdwn.person, team, held=held))],
        callback=ids.FOUND_MODAL if thread.channel else "",
        submit="Share in thread" if thread.channel else "",
        metadata=payloads.metadata(origin=thread.channel, thread_ts=thread.ts, question=question),
    )


def thread_of(click: Click) -> Thread:
    """The thread that the modal clicked in was opened for."""
    return Thread(click.metadata.get("origin", ""), click.metadata.get("thread_ts", ""))


def origin_of(click: Click) -> str:
    """The channel a dispute comes from: of the message clicked on, or what the modal was opened for."""
    return click.channel or thread_of(click).channel


def channel_place(click: Click) -> Destination | None:
    """Where everybody of the channel sees it; None at Home, where there is nobody else.

    An ephemeral's response_url reaches channels that Remit is no member of.
    """
    if click.ephemeral and click.response_url:
        return Destination(response_url=click.response_url)
    if click.channel:
        return Destination(click.channel, thread_ts=click.thread_ts or click.message_ts)
    thread = thread_of(click)
    return Destination(thread.channel, thread_ts=thread.ts) if thread.channel else None
