"""The Home tab: how to ask, what waits for its reader, what they own, what was decided; for admins the settings. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers import ids, mrkdwn
from handlers.blocks import sentences
from handlers.blocks.dispute import outcome, summary
from handlers.blocks.elements import (
    MAX_VIEW_BLOCKS,
    Block,
    View,
    actions,
    button,
    context,
    divider,
    header,
    menu,
    option,
    section,
)
from handlers.blocks.help import HOW_TO_DISPUTE
from handlers.people import People, listed
from knowledge.types import WEEKDAYS, CharterSummary, Dispute, Listing, Settings

MOST_COUNTED = 50
"""Open disputes looked through for one reader; there may be more."""
MOST_WAITING = 10
MOST_FOLLOWED = 5
MOST_DECIDED = 5
MOST_ROLES = 5
MOST_TOPICS = 12


@dataclass(frozen=True, slots=True)
class HomeContent:
    """What one reader's Home tab shows.

    `waiting` are the disputes whose move is theirs, with that move; `following` the others they are in. `open_total` counts to
    `MOST_COUNTED`. `admins` is whom to ask for changes.
    """

    examples: Sequence[str]
    waiting: Sequence[tuple[Dispute, str]]
    following: Sequence[Dispute]
    open_total: int
    owned: Sequence[Listing]
    decided: Sequence[Dispute]
    subscribed: bool
    settings: Settings
    charters: Sequence[CharterSummary]
    admins: Sequence[str]
    is_admin: bool
    now: datetime


def home_view(content: HomeContent, people: People) -> View:
    """The tab as Slack wants it: useful before anything is set up, at most 100 blocks."""
    blocks = [header("Who owns what?"), _ask_box(), *_examples(content.examples)]
    blocks += _next_step(content) + _waiting(content, people) + _owned(content.owned) + _decided(content, people)
    blocks += _digest(content) + _settings(content, people)
    blocks.append(context(HOW_TO_DISPUTE, "Everything else: `/remit help`."))
    return {"type": "home", "blocks": blocks[:MAX_VIEW_BLOCKS]}


def next_step(content: HomeContent) -> str:
    """What is still to be set up, the most useful first; "" when all is."""
    settings = content.settings
    if not content.charters:
        return "No charter is loaded: `remit import FILE` on the command line reads a document that says who owns what."
    if not settings.disputes_channel:
        return "Choose a channel for disputes; until then each is posted where it was raised."
    if not settings.holders:
        return "Say who holds each owner role, so that people can ask them and they hear of disputes."
    if not settings.digest_channel:
        return "Choose a channel for the weekly digest; until then it goes where disputes do."
    return "" if settings.deciders else "Name deciders; until then the workspace's admins decide."


def _ask_box() -> Block:
    return {
        "type": "input",
        "block_id": ids.QUESTION,
        "dispatch_action": True,
        "label": {"type": "plain_text", "text": "Ask", "emoji": False},
        "element": {
            "type": "plain_text_input",
            "action_id": ids.HOME_ASK,
            "max_length": 500,
            "placeholder": {"type": "plain_text", "text": "Who owns Workday integration?", "emoji": False},
            "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
        },
    }


def _examples(examples: Sequence[str]) -> list[Block]:
    return actions([button(example, ids.home_example(position), example) for position, example in enumerate(examples[:3])])


def _next_step(content: HomeContent) -> list[Block]:
    step = next_step(content)
    if not step:
        return []
    whom = f" ({listed(content.admins, mrkdwn.person, 3)})" if content.admins else ""
    whose = "Next step" if content.is_admin else f"Next step, for an admin{whom}"
    return [section(f"*{whose}*: {step}")]


def _waiting(content: HomeContent, people: People) -> list[Block]:
    blocks = [divider(), section("*Waiting for you*" if content.waiting else "*Waiting for you*: nothing.")]
    for dispute, move in content.waiting[:MOST_WAITING]:
        blocks.append(_line(f"{summary(dispute, content.now, people.mention)}. {move}", dispute))
    if content.following:
        blocks.append(section("*Yours, waiting for others*"))
        blocks += [_line(summary(dispute, content.now, people.mention), dispute) for dispute in content.following[:MOST_FOLLOWED]]
    count = f"{content.open_total:,}" if content.open_total < MOST_COUNTED else f"{MOST_COUNTED} or more"
    see = button(f"See all open disputes ({count})", ids.DISPUTES_LIST, "open")
    return blocks + (actions([see]) if content.open_total else [])


def _line(words: str, dispute: Dispute) -> Block:
    return section(words, button("Show", ids.DISPUTE_SHOW, str(dispute.number)))


def _owned(owned: Sequence[Listing]) -> list[Block]:
    blocks: list[Block] = []
    for listing in owned[:MOST_ROLES]:
        topics = [mrkdwn.literal(topic, 80) for topic in listing.topics[:MOST_TOPICS]]
        more = f" and {len(listing.topics) - MOST_TOPICS:,} more" if len(listing.topics) > MOST_TOPICS else ""
        says = f"\n{', '.join(topics)}{more}" if topics else ""
        blocks.append(section(f"*What you hold*: {sentences.listing_headline(listing, mrkdwn.bold)}{says}"))
        values = dict.fromkeys(mrkdwn.plain(topic, ids.MAX_OPTION_VALUE) for topic in listing.topics[:100])
        if values:
            blocks += actions([menu("One of them is not ours …", ids.ANSWER_NOT_OURS, [option(value, value) for value in values])])
    return [divider(), *blocks] if blocks else []


def _decided(content: HomeContent, people: People) -> list[Block]:
    if not content.decided:
        return []
    blocks = [divider(), section("*Decided lately*")]
    for dispute in content.decided[:MOST_DECIDED]:
        words = outcome(dispute, people.mention, mrkdwn.bold)
        blocks.append(_line(words, dispute))
    return blocks


_DIGEST_PARTS = (("What nobody owns", ids.GAPS), ("To look at again", ids.AGAIN))


def _digest(content: HomeContent) -> list[Block]:
    """The choice to get the weekly digest as a direct message, and what the coming one has to tell that is no dispute."""
    see = actions([button(label, ids.DIGEST_PARTS[part], ids.digest_part(part, 0, 0, 0)) for label, part in _DIGEST_PARTS])
    if content.subscribed:
        words = f"*The weekly digest* comes to you as a direct message: {when_of(content.settings)}."
        return [divider(), section(words, button("Stop sending it", ids.HOME_DIGEST, ids.NO)), *see]
    words = "*The weekly digest*: what was decided, what is open, what nobody owns."
    return [divider(), section(words, button("Send it to me too", ids.HOME_DIGEST, ids.YES)), *see]


def when_of(settings: Settings) -> str:
    """When the digest is posted: "Monday 09:00, Europe/Berlin"."""
    return f"{WEEKDAYS[settings.digest_weekday - 1]} {settings.digest_time}, {mrkdwn.literal(settings.timezone, 60)}"


def _settings(content: HomeContent, people: People) -> list[Block]:
    blocks = [divider(), section("\n".join(["*How Remit is set up here*", *settings_lines(content.settings, content.charters, people)]))]
    if not content.is_admin:
        whom = listed(content.admins, mrkdwn.person, 5) or "the workspace's admins"
        return [*blocks, context(f"This can be changed by {whom}.")]
    row = [
        button("Settings", ids.HOME_SETTINGS, "settings", style="primary"),
        button("Holders of roles", ids.HOME_HOLDERS, "holders"),
        button("Neutral deciders", ids.HOME_NEUTRAL, "neutral"),
        button("Charters", ids.HOME_CHARTERS, "charters"),
        button("Other names", ids.HOME_ALIASES, "aliases"),
    ]
    return [*blocks, *actions(row)]


def settings_lines(settings: Settings, charters: Sequence[CharterSummary], people: People) -> list[str]:
    """The settings in words."""
    disputes = mrkdwn.channel(settings.disputes_channel) if settings.disputes_channel else "where they are raised"
    when = when_of(settings)
    channel = settings.digest_channel or settings.disputes_channel
    digest = f"{mrkdwn.channel(channel)}, {when}" if channel else f"nowhere yet ({when})"
    holders = [f"{mrkdwn.bold(owner, 80)} {people.mention(holder)}" for owner, holder in list(settings.holders.items())[:10]]
    more = f" and {len(settings.holders) - 10} more" if len(settings.holders) > 10 else ""
    loaded = ", ".join(f"{mrkdwn.literal(one.name, 60)} ({one.claims:,} claims)" for one in charters[:5])
    return [
        f"• Disputes are posted: {disputes}",
        f"• The digest is posted: {digest}",
        f"• Deciders: {listed(settings.deciders, people.mention) or 'the admins of this workspace'}",
        f"• Holders: {', '.join(holders) + more if holders else 'nobody yet'}",
        f"• Charters: {loaded or 'none'}{' and others' if len(charters) > 5 else ''}",
    ]
