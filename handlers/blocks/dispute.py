"""A dispute as Slack shows it: its post, the private words about it, the list of disputes, one dispute whole. Pure.

Its modals are in `objection.py` and `decision.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers import ids, mrkdwn
from handlers.blocks import sentences
from handlers.blocks.answer import evidence_blocks
from handlers.blocks.elements import Block, actions, button, confirm, context, header, long_quote, room_beside, section, text_of
from handlers.blocks.record import short_record
from handlers.people import Namer, People, listed
from knowledge.types import Dispute, DisputeState, View

MOST_VIEWS = 8
"""In the post; each view also stands whole in the thread."""
AROUND_A_VIEW = 170
"""Characters of its author's name or link and its date."""
LEAST_OF_A_VIEW = 240
"""Characters worth showing of one view; where there is room for fewer, fewer views are shown."""
MOST_LISTED = 20
LONGEST_SCOPE = 300

Message = tuple[str, list[Block]]


def dispute_message(dispute: Dispute, people: People, deciders: Sequence[str] = ()) -> Message:
    """The dispute's own post, as it stands now: open with its buttons, or settled with the outcome in their place."""
    opening = section(claim(dispute, people.mention, mrkdwn.bold))
    above = [header(f"Dispute #{dispute.number}: {dispute.topic}"), opening, section(mrkdwn.quoted(dispute.reason))]
    above += present_blocks(dispute)
    if dispute.state is DisputeState.OPEN:
        above += _reopening(dispute, people)
        below, buttons = context(_waiting(dispute, people, deciders)), actions(open_buttons(dispute))
    else:
        below, buttons = section(outcome(dispute, people.name, mrkdwn.bold)), settled_buttons(dispute)
    views = views_shown(dispute, people.name, MOST_VIEWS, room_beside([*above, below]))
    return _words(dispute, people), [*above, *views, below, *buttons]


def _reopening(dispute: Dispute, people: People) -> list[Block]:
    """Who reopened the dispute and why, and the ruling that answers no longer; nothing where it was never decided."""
    entry = next((one for one in reversed(dispute.history) if one.act == "reopened"), None)
    if entry is None:
        return []
    before = f" The ruling before: {sentences.ruling(dispute.decision, people.name)}" if dispute.decision else ""
    return [section(f"{people.name(entry.actor)} reopened it: {mrkdwn.literal(entry.why, 1000)}{before}")]


def claim(dispute: Dispute, who: Namer, strong: sentences.Strong) -> str:
    """Who says what about whom."""
    topic = strong(dispute.topic, sentences.LONGEST_TOPIC)
    raiser = who(dispute.raised_by)
    if not dispute.proposed:
        return f"{raiser} says that none of the known owners owns {topic}."
    share = "should share" if len(dispute.proposed) > 1 else "should own"
    return f"{raiser} says {sentences.names(dispute.proposed, strong)} {share} {topic}."


def present(dispute: Dispute, strong: sentences.Strong) -> str:
    """What the answer was when the dispute was raised."""
    scope = f", for {mrkdwn.literal(dispute.scope, LONGEST_SCOPE)}" if dispute.scope else ""
    named = sentences.names(dispute.present, strong) if dispute.present else "nobody is named"
    return f"The answer so far{scope}: {named}."


def outcome(dispute: Dispute, who: Namer, strong: sentences.Strong) -> str:
    """How a settled dispute ended: what, who, when, why."""
    topic = mrkdwn.literal(dispute.topic, sentences.LONGEST_TOPIC)
    if dispute.state is DisputeState.WITHDRAWN or dispute.decision is None:
        when = f" on {mrkdwn.day(dispute.settled_at)}" if dispute.settled_at else ""
        why = _last_reason(dispute, "withdrawn")
        return f"{strong('Withdrawn', 20)} by {who(dispute.settled_by)}{when}.{' ' + why if why else ''}"
    decision = dispute.decision
    if decision.owners:
        verb = "share" if len(decision.owners) > 1 else "owns"
        ruled = f"{sentences.names(decision.owners, strong)} {verb} {topic}"
    else:
        ruled = f"none of the known owners owns {topic}"
    replaced = "A later ruling on this topic has replaced it." if decision.superseded_by is not None else ""
    lines = [f"{strong('Decided', 20)}: {ruled}.", sentences.ruling(decision, who), sentences.limits(decision), replaced]
    return "\n".join(line for line in lines if line)


def open_buttons(dispute: Dispute) -> list[Block]:
    """What people can do about an open dispute."""
    value = str(dispute.number)
    then = "The answer stays as it was. Only whoever raised it can withdraw it."
    if dispute.decision is not None:
        then = "The ruling before holds again. Only whoever reopened it can withdraw it."
    sure = confirm("Withdraw this dispute?", then, "Withdraw")
    return [
        button("Add your view", ids.DISPUTE_VIEW, value),
        button("Decide", ids.DISPUTE_DECIDE, value, style="primary"),
        button("Withdraw", ids.DISPUTE_WITHDRAW, value, style="danger", confirm=sure),
    ]


def settled_buttons(dispute: Dispute) -> list[Block]:
    """A decided dispute can be reopened while its ruling is in force."""
    decided = dispute.state is DisputeState.DECIDED and (dispute.decision is None or dispute.decision.superseded_by is None)
    return actions([button("Reopen", ids.DISPUTE_REOPEN, str(dispute.number))]) if decided else []


def view_message(dispute: Dispute, view: View, people: People) -> Message:
    """One view, whole, in the dispute's thread."""
    opening = f"{people.mention(view.author)} on dispute #{dispute.number}:"
    text = text_of(opening, mrkdwn.literal(view.text, 3000))
    return text, [section(opening), *long_quote(view.text)]


def ruling_message(dispute: Dispute, people: People) -> Message:
    """In the dispute's thread: that it was decided, withdrawn or reopened."""
    if dispute.state is DisputeState.OPEN:
        reopened = next((entry for entry in reversed(dispute.history) if entry.act == "reopened"), None)
        by = people.mention(reopened.actor) if reopened else "Somebody"
        why = reopened.why if reopened else ""
        opening = f"{by} reopened dispute #{dispute.number}; until it is decided the answer is contested."
        return text_of(opening, mrkdwn.literal(why, 2000)), [section(opening), *(long_quote(why) if why else [])]
    words = outcome(dispute, people.mention, mrkdwn.bold)
    return text_of(outcome(dispute, people.mention, mrkdwn.literal)), [section(words)]


def notice_message(dispute: Dispute, notice: str, people: People, admins: Sequence[str] = ()) -> Message:
    """A private word to somebody whom a dispute concerns: raiser, holder or decider; `admins` are named where one of them can help."""
    where = sentences.numbered(dispute.number, people.team, dispute.channel, dispute.ts)
    opening = f"{_NOTICES.get(notice, 'News of')} {where}: {mrkdwn.bold(dispute.topic, sentences.LONGEST_TOPIC)}."
    extra = _NOTICE_ENDINGS.get(notice, "")
    if notice == "parked":
        extra = f"{_refused(dispute)} {extra}"
    if notice in ("parked", "unposted") and admins:
        extra = f"{extra} Admins here: {listed(admins, people.mention, 5)}."
    if notice in ("decided", "withdrawn"):
        detail, quote = outcome(dispute, people.mention, mrkdwn.bold), ""
    else:
        detail, quote = f"{claim(dispute, people.mention, mrkdwn.bold)} {present(dispute, mrkdwn.bold)}", dispute.reason
    blocks = [section(opening), section(detail)]
    blocks += [section(mrkdwn.quoted(quote))] if quote else []
    blocks += [section(extra)] if extra else []
    if dispute.state is DisputeState.OPEN and notice in ("raised", "reopened"):
        blocks += actions([button("Add your view", ids.DISPUTE_VIEW, str(dispute.number))])
    text = text_of(opening, detail, mrkdwn.literal(quote, 1500), extra)
    return text, blocks


def _refused(dispute: Dispute) -> str:
    """Why Slack did not take the post."""
    code = _last_reason(dispute, "unposted")
    return f"Slack's reason: {_REFUSALS[code]} ({code})." if code in _REFUSALS else f"Slack's reason: {code or 'unknown'}."


_NOTICES = {
    "raised": "You are named in",
    "decided": "There is a ruling in",
    "withdrawn": "Nothing changes, for somebody withdrew",
    "reopened": "Somebody reopened",
    "unposted": "Recorded, but nowhere to post it:",
    "parked": "Recorded, but Slack did not take the post of",
}
_NOTICE_ENDINGS = {
    "unposted": "No disputes channel is set. It is posted as soon as an admin sets one in Remit's Home tab, and counts all the same: "
    "`/remit disputes`.",
    "parked": "It is posted as soon as I am invited to the channel (`/invite @Remit`) or an admin sets another one in Remit's Home tab.",
}
_REFUSALS = {
    "not_in_channel": "I am not in the channel",
    "channel_not_found": "I cannot see the channel",
    "is_archived": "the channel is archived",
    "restricted_action": "the channel takes no posts from apps",
}
"""Slack's reasons that an admin can do something about, in words; of others the code alone is said."""


def whole_message(dispute: Dispute, people: People) -> Message:
    """One dispute with everything on record, for one reader: reason, lines, views, history, buttons."""
    above = [header(f"Dispute #{dispute.number}: {dispute.topic}"), section(claim(dispute, people.mention, mrkdwn.bold))]
    above += [section(mrkdwn.quoted(dispute.reason)), *present_blocks(dispute)]
    below = [] if dispute.state is DisputeState.OPEN else [section(outcome(dispute, people.mention, mrkdwn.bold))]
    views = views_shown(dispute, people.mention, MOST_VIEWS, room_beside([*above, *below]))
    buttons = actions(open_buttons(dispute)) if dispute.state is DisputeState.OPEN else settled_buttons(dispute)
    return _words(dispute, people), [*above, *views, *below, *short_record(dispute, people.mention), *buttons]


def list_message(disputes: Sequence[Dispute], heading: str, now: datetime, people: People, *, more: str = "", first: str = "") -> Message:
    """A page of disputes, one line and one button each. `more` and `first` are values of the buttons that turn pages, "" for none."""
    lines = [summary(dispute, now, people.mention) for dispute in disputes[:MOST_LISTED]]
    blocks = [section(heading)]
    for dispute, line in zip(disputes, lines, strict=False):
        blocks.append(section(line, button("Show", ids.DISPUTE_SHOW, str(dispute.number))))
    for label, value in (("More", more), ("From the beginning", first)):
        blocks += actions([button(label, ids.DISPUTES_LIST, value)]) if value else []
    return text_of(heading, *lines), blocks


def summary(dispute: Dispute, now: datetime, who: Namer) -> str:
    """One dispute in one line."""
    scope = dispute.decision.scope if dispute.decision else dispute.scope
    limits = f", for {mrkdwn.literal(scope, 60)}" if scope else ""
    topic = f"*#{dispute.number}* {mrkdwn.literal(dispute.topic, 160)}{limits}"
    if dispute.state is DisputeState.OPEN:
        return f"{topic}: {versus(dispute)}; open for {age(dispute.raised_at, now)}, raised by {who(dispute.raised_by)}"
    if dispute.decision is not None:
        owners = sentences.names(dispute.decision.owners, mrkdwn.literal) or "none of the known owners"
        return f"{topic}: decided for {owners} by {who(dispute.decision.decided_by)}, {mrkdwn.day(dispute.decision.decided_at)}"
    return f"{topic}: {dispute.state} by {who(dispute.settled_by)}"


def versus(dispute: Dispute) -> str:
    """The two sides in a few words."""
    today = sentences.names(dispute.present, mrkdwn.literal) or "nobody"
    proposed = sentences.names(dispute.proposed, mrkdwn.literal) or "none of the known owners"
    return f"{today} so far, {proposed} proposed"


def age(since: datetime, now: datetime) -> str:
    """How long ago, in whole days, or "less than a day"."""
    days = max((now - since).days, 0)
    return sentences.counted(days, "day") if days else "less than a day"


def present_blocks(dispute: Dispute) -> list[Block]:
    """What the answer was when the dispute was raised, with the lines it rested on."""
    blocks = [section(present(dispute, mrkdwn.bold))]
    for piece in dispute.evidence[:2]:
        blocks += evidence_blocks(piece, name_owners=False)
    return blocks


def views_shown(dispute: Dispute, who: Namer, most: int, budget: int) -> list[Block]:
    """The newest views under their authors, within `budget` characters; where the others are."""
    if not dispute.views:
        return []
    room = budget - AROUND_A_VIEW  # for the line that counts the others
    shown = dispute.views[-min(most, max(room // (AROUND_A_VIEW + LEAST_OF_A_VIEW), 1)) :]
    limit = min(max(room // len(shown) - AROUND_A_VIEW, LEAST_OF_A_VIEW), 2600)
    earlier = len(dispute.views) - len(shown)
    before = f"{sentences.counted(earlier, 'earlier view')}: in the thread, and on record (`/remit #{dispute.number}`)."
    blocks = [context(before)] if earlier else []
    for view in shown:
        blocks.append(section(f"{who(view.author)}, {mrkdwn.day(view.at)}:\n{mrkdwn.quoted(view.text, limit)}"))
    return blocks


def _waiting(dispute: Dispute, people: People, deciders: Sequence[str]) -> str:
    since = f"Open since {mrkdwn.day(dispute.raised_at)}."
    return f"{since} Can decide: {listed(deciders, people.name, 5)}." if deciders else since


def _words(dispute: Dispute, people: People) -> str:
    """The post in plain words, for notifications and screen readers."""
    lines = [f"Dispute #{dispute.number}: {claim(dispute, people.mention, mrkdwn.literal)}", mrkdwn.literal(dispute.reason, 1500)]
    lines.append(present(dispute, mrkdwn.literal))
    if dispute.state is not DisputeState.OPEN:
        lines.insert(0, outcome(dispute, people.name, mrkdwn.literal))
    for view in dispute.views[-MOST_VIEWS:]:
        lines.append(f"{people.name(view.author)}: {mrkdwn.literal(view.text, 400)}")
    return text_of(*lines)


def _last_reason(dispute: Dispute, act: str) -> str:
    why = next((entry.why for entry in reversed(dispute.history) if entry.act == act), "")
    return mrkdwn.literal(why, 1000)
