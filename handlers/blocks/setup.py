"""The modals in which admins set Remit up: channels and digest, holders, neutral deciders, other names, charters. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers import ids, mrkdwn
from handlers.blocks.elements import Block, View, context, field, modal, option, section, select, text_input
from handlers.people import People
from knowledge.types import WEEKDAYS, Alias, CharterSummary, Finding, Settings

MOST_SHOWN = 30
MOST_FINDINGS = 8

Groups = Mapping[str, str]
"""User group ids and their names, as far as Slack told."""


def settings_modal(settings: Settings, groups: Groups) -> View:
    """Channels, the digest's hour, deciders. An emptied field goes back to its default."""
    weekdays = [option(name, str(number)) for number, name in enumerate(WEEKDAYS, start=1)]
    clock: Block = {"type": "timepicker", "action_id": ids.VALUE, "initial_time": settings.digest_time}
    users = [one for one in settings.deciders if not one.startswith("S")]
    people: Block = {"type": "multi_users_select", "action_id": ids.VALUE, **({"initial_users": users} if users else {})}
    line = option("Post one line when there is nothing to say", ids.YES)
    ticks: Block = {"type": "checkboxes", "action_id": ids.VALUE, "options": [line]}
    if settings.digest_when_empty:
        ticks["initial_options"] = [line]
    blocks = [
        field(ids.DISPUTES_CHANNEL, "Channel for disputes", _channel(settings.disputes_channel), optional=True),
        field(ids.DECIDERS, "Deciders", people, optional=True, hint="Nobody chosen: the workspace's admins and owners decide."),
        *_groups(ids.DECIDER_GROUPS, "Deciding user groups", groups, settings.deciders),
        field(ids.DIGEST_CHANNEL, "Channel for the weekly digest", _channel(settings.digest_channel), optional=True),
        field(ids.DIGEST_WEEKDAY, "Day of the digest", select("Day", weekdays, [str(settings.digest_weekday)])),
        field(ids.DIGEST_TIME, "Hour of the digest", clock),
        field(ids.TIMEZONE, "Time zone", text_input(settings.timezone, longest=60), hint="A place, such as Europe/Berlin."),
        field(ids.DIGEST_WHEN_EMPTY, "An empty week", ticks, optional=True),
        context("Invite Remit to both channels (`/invite @Remit`), or it cannot post there."),
    ]
    return modal("Settings", blocks, callback=ids.SETTINGS_MODAL, submit="Save", close="Cancel")


def holders_modal(settings: Settings, owners: Sequence[str], groups: Groups, people: People) -> View:
    """Who holds an owner role today; one role at a time, nobody chosen takes the role from whoever holds it."""
    if not owners:
        return modal("Holders of roles", [section("No charter is loaded, so there are no owners yet.")])
    blocks = [section("\n".join(_held(settings, people)) or "Nobody holds a role yet.")]
    blocks += [
        field(ids.OWNER, "Owner", select("Choose an owner", _owner_options(owners))),
        field(ids.HOLDER, "Held by", {"type": "users_select", "action_id": ids.VALUE}, optional=True),
        *_groups(ids.HOLDER_GROUP, "or by a user group", groups, (), several=False),
        context("Choose nobody to take the role from whoever holds it."),
    ]
    return modal("Holders of roles", blocks, callback=ids.HOLDERS_MODAL, submit="Save", close="Cancel")


def neutral_modal(settings: Settings, owners: Sequence[str], groups: Groups, people: People) -> View:
    """Who rules between two owners; nobody chosen: the deciders do."""
    if len(owners) < 2:
        return modal("Neutral deciders", [section("The charters name fewer than two owners, so nobody has to rule between them.")])
    lines = [f"• {mrkdwn.bold(one, 80)} against {mrkdwn.bold(other, 80)}: {people.mention(who)}" for one, other, who in settings.neutral]
    blocks = [section("\n".join(lines[:MOST_SHOWN]) or "No pair of owners has a neutral decider of its own: the deciders rule.")]
    blocks += [
        field(ids.OWNERS, "Two owners", select("Choose two", _owner_options(owners), several=True)),
        field(ids.HOLDER, "Who rules between them", {"type": "users_select", "action_id": ids.VALUE}, optional=True),
        *_groups(ids.HOLDER_GROUP, "or a user group", groups, (), several=False),
        context("Choose nobody to leave the pair to the deciders."),
    ]
    return modal("Neutral deciders", blocks, callback=ids.NEUTRAL_MODAL, submit="Save", close="Cancel")


def aliases_modal(aliases: Sequence[Alias], people: People) -> View:
    """Other names people use for topics: add one, take some away."""
    lines = [f"• {mrkdwn.bold(one.name, 100)} means {mrkdwn.literal(one.topic, 120)}{_by(one, people)}" for one in aliases[:MOST_SHOWN]]
    more = [f"and {len(aliases) - MOST_SHOWN} more"] if len(aliases) > MOST_SHOWN else []
    blocks = [section("\n".join((lines[:10] + more) if len(lines) > 10 else lines) or "No other names yet.")]
    blocks += [
        field(ids.ALIAS_NAME, "Name people use", text_input(longest=100, placeholder="HRIS sync"), optional=True),
        field(ids.TOPIC, "What it means", text_input(longest=300, placeholder="Workday"), optional=True),
    ]
    if aliases:
        known = [option(one.name, ids.option_value(one.name)) for one in aliases[:100]]
        blocks.append(field(ids.ALIAS_GONE, "Names to forget", select("Choose names", known, several=True), optional=True))
    return modal("Other names", blocks, callback=ids.ALIASES_MODAL, submit="Save", close="Cancel")


def other_name_modal(name: str, topics: Sequence[str]) -> View:
    """Anybody may say what a name means: one of the nearest topics."""
    if not topics:
        return modal("Another name", [section("I know no topic that is near to it. An admin can add other names in my Home tab.")])
    options = [option(topic, ids.option_value(topic)) for topic in topics]
    blocks = [
        field(ids.ALIAS_NAME, "Name people use", text_input(name, longest=100)),
        field(ids.TOPIC, "What it means", select("Choose a topic", options)),
        context("From then on everybody who uses this name gets that topic's answer. Your name stands beside it."),
    ]
    return modal("Another name", blocks, callback=ids.OTHER_NAME_MODAL, submit="Save", close="Cancel")


def charters_modal(charters: Sequence[CharterSummary], findings: Mapping[str, Sequence[Finding]]) -> View:
    """What is loaded, and what its import found to be doubtful."""
    blocks: list[Block] = []
    for one in charters[:MOST_SHOWN]:
        size = f"{one.claims:,} claims, {one.owners:,} owners, {one.lines:,} lines"
        blocks.append(
            section(f"{mrkdwn.bold(one.name, 80)}: {size}; from {mrkdwn.literal(one.source, 200)}, {mrkdwn.day(one.imported_at)}")
        )
        found = findings.get(one.name, ())
        lines = [f"• line {finding.line}: {mrkdwn.literal(finding.message, 200)}" for finding in found[:MOST_FINDINGS]]
        if len(found) > MOST_FINDINGS:
            lines.append(f"and {len(found) - MOST_FINDINGS:,} more: `remit charters`")
        blocks += [section("\n".join(lines))] if lines else []
    blocks = blocks or [section("No charter is loaded.")]
    blocks.append(context("Charters are imported on the command line: `remit import FILE`; `--dry-run` shows what would change."))
    return modal("Charters", blocks)


def _channel(current: str) -> Block:
    element: Block = {
        "type": "conversations_select",
        "action_id": ids.VALUE,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return element | ({"initial_conversation": current} if current else {})


def _groups(block: str, label: str, groups: Groups, chosen: Sequence[str], *, several: bool = True) -> list[Block]:
    if not groups:
        return []
    options = [option(name, identifier) for identifier, name in list(groups.items())[:100]]
    return [field(block, label, select("Choose", options, list(chosen), several=several), optional=True)]


def _owner_options(owners: Sequence[str]) -> list[Block]:
    return [option(owner, ids.option_value(owner)) for owner in dict.fromkeys(owners)]


def _held(settings: Settings, people: People) -> list[str]:
    held = list(settings.holders.items())
    lines = [f"• {mrkdwn.bold(owner, 80)}: {people.mention(holder)}" for owner, holder in held[: MOST_SHOWN // 2]]
    return [*lines, f"and {len(held) - len(lines)} more"] if len(held) > len(lines) else lines


def _by(alias: Alias, people: People) -> str:
    return f" (added by {people.mention(alias.added_by)})" if alias.added_by else ""
