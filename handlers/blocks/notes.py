"""Short messages: the owner is asked, a decider is reminded, Remit says hello, a form says what became of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers import ids, mrkdwn
from handlers.blocks import sentences
from handlers.blocks.dispute import Message, outcome, summary
from handlers.blocks.elements import Block, View, actions, button, context, notice_modal, section, text_of
from handlers.blocks.help import HOW_TO_DISPUTE
from handlers.people import People, listed
from knowledge.types import WEEKDAYS, Answer, Dispute, Raised, Settings

MOST_REMINDED = 10


def ask_owner_message(answer: Answer, holders: Sequence[str], owner: str, asker: str, people: People) -> Message:
    """The one post that pings an owner's holder: somebody clicked for it, and is named."""
    whom = listed(holders, people.mention) if holders else mrkdwn.bold(owner, 200)
    opening = f"{whom}: {people.mention(asker)} has a question for you as {sentences.names(answer.owners, mrkdwn.bold) or 'the owner'}."
    question = f"“{mrkdwn.literal(sentences.asked(answer.question), 1500)}”"
    basis = sentences.headline(answer, mrkdwn.bold)
    blocks = [section(opening), section(question), context(f"Why you: {basis}")]
    return text_of(opening, question), blocks + actions([button("Not ours", ids.ANSWER_NOT_OURS, answer.question)])


def reminder_message(waiting: Sequence[Dispute], reviews: Sequence[Dispute], now: datetime, people: People) -> Message:
    """One message to one person about everything that waits: disputes to rule on, rulings whose review date has come."""
    blocks: list[Block] = []
    lines: list[str] = []
    if waiting:
        lines.append(f"{sentences.counted(len(waiting), 'dispute')} without movement; you can decide:")
        blocks.append(section(lines[-1]))
    for dispute in waiting[:MOST_REMINDED]:
        lines.append(summary(dispute, now, people.mention))
        blocks.append(section(lines[-1], button("Show", ids.DISPUTE_SHOW, str(dispute.number))))
    if reviews:
        lines.append(f"{sentences.counted(len(reviews), 'ruling')} of yours whose review date has come:")
        blocks.append(section(lines[-1]))
    for dispute in reviews[:MOST_REMINDED]:
        value = str(dispute.number)
        lines.append(summary(dispute, now, people.mention))
        blocks.append(section(lines[-1], button("Show", ids.DISPUTE_SHOW, value)))
        blocks += actions([button("Confirm", ids.DISPUTE_CONFIRM, value), button("Reopen", ids.DISPUTE_REOPEN, value)])
    more = max(len(waiting) - MOST_REMINDED, 0) + max(len(reviews) - MOST_REMINDED, 0)
    if more:
        blocks.append(context(f"and {more} more: `/remit disputes`"))
    return text_of(*lines), blocks


def hello_message(what: str, settings: Settings, channel: str, examples: Sequence[str]) -> Message:
    """One hello: to whoever installed Remit, or to a channel it joined."""
    example = mrkdwn.literal(examples[0], 100) if examples else "Who owns Workday integration?"
    if what == "installed":
        opening = f"Remit is ready. Try it: `/whoowns {example}`"
        body = "Next, open my Home tab: choose channels for disputes and for the digest, say who decides and who holds each role."
    else:
        opening = "Hello, I am Remit: I answer who owns what, and show the line it rests on."
        body = f"Mention me: `@Remit {example}`. I answer in the thread and nowhere else, and read no other messages."
        if settings.digest_channel == channel:
            when = f"{WEEKDAYS[settings.digest_weekday - 1]} at {settings.digest_time} ({settings.timezone})"
            body += f" Once a week, on {when}, I post the digest."
        if settings.disputes_channel == channel:
            body += " Disputes are posted here."
        body += " To be rid of me: `/remove @Remit`."
    return text_of(opening, body), [section(f"{opening}\n{body}"), context(HOW_TO_DISPUTE)]


def raised_modal(raised: Raised, disputes_channel: str) -> View:
    """What became of an objection."""
    number, topic = raised.dispute.number, mrkdwn.bold(raised.dispute.topic, 200)
    if raised.joined:
        return notice_modal(
            "Added to a dispute",
            f"Dispute #{number} on {topic} is open already, so what you wrote became a view on it.",
            "Everybody sees both in its post; the deciders have them before them.",
        )
    where = (
        f" It is posted in {mrkdwn.channel(disputes_channel)}."
        if disputes_channel
        else " It is posted as soon as an admin sets a channel for disputes."
    )
    return notice_modal(
        "Dispute raised",
        f"Dispute #{number} on {topic} is open.{where}",
        "Until it is decided the answer is shown as contested. You will be told of the ruling.",
    )


def done_modal(title: str, dispute: Dispute, people: People) -> View:
    """What a dispute looks like after somebody's act."""
    if dispute.settled_by or dispute.decision is not None:
        words = outcome(dispute, people.mention, mrkdwn.bold)
        return notice_modal(title, f"{mrkdwn.bold(f'#{dispute.number} {dispute.topic}', 250)}\n{words}")
    return notice_modal(title, f"Dispute #{dispute.number}, {mrkdwn.bold(dispute.topic, 200)}: thank you, it is on record.")
