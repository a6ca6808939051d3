"""The weekly digest as Slack shows it: readable in thirty seconds, bounded whatever happened. Pure; counts nothing itself.

Its title names the day it ends on, its headline, lists and the chart's last bar tell the week up to then. Nobody is mentioned, so nobody
is pinged; words that are private were left out by `knowledge` already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers import ids, mrkdwn
from handlers.blocks import sentences
from handlers.blocks.chart import chart, chart_words
from handlers.blocks.dispute import Message, age, versus
from handlers.blocks.elements import Block, actions, button, context, divider, header, section, text_of
from handlers.people import People, listed
from knowledge.types import Decision, Digest, Dispute, Gap

MOST_ITEMS = 5
"""Of each list; how many more there are stands beside it."""
MOST_WITH_BUTTONS = 3
"""Of those; the others take one line together, so that the whole is read in half a minute and stays under Slack's 50 blocks."""
LATE = "This digest is late: Remit was not running when it was due."

Deciders = Mapping[int, Sequence[str]]
"""Who can rule, by the dispute's number."""


def digest_message(digest: Digest, people: People, deciders: Deciders, *, native_chart: bool = True, preview: bool = False) -> Message:
    """The digest. `native_chart` uses Slack's own chart block, which some workspaces refuse yet; without it the chart is characters."""
    title = f"{'Preview: who' if preview else 'Who'} owns what, the week to {_day(digest.until or digest.now, digest)}"
    late = [LATE] if digest.late else []
    if digest.empty:
        line = f"{title}: {headline(digest)}"
        return text_of(line, *late), [section(" ".join([line, *late]))]
    share = answered(digest)
    blocks = [header(title), section(f"*{headline(digest)}*"), context(*late, *filter(None, (_covered(digest), share)))]
    blocks += _decided(digest, people) + _open(digest, people, deciders) + _gaps(digest) + _contested(digest) + _moved(digest)
    blocks += chart(digest.trend, ZoneInfo(digest.timezone), native=native_chart)
    blocks.append(context("All disputes: my Home tab, or `/remit disputes`. The digest's day, hour and channel are set in the Home tab."))
    return text_of(title, *_words(digest, people, deciders)), blocks


def headline(digest: Digest) -> str:
    """ "3 decided, 2 open, the oldest 12 days, 4 questions without an owner." """
    if digest.empty:
        return f"nothing was decided, nothing is open{', and every question got its owner' if digest.asked else ''}."
    pieces = [f"{_decided_total(digest):,} decided", f"{digest.open_total:,} open"]
    if digest.open:
        pieces.append(f"the oldest {age(digest.open[0].raised_at, digest.now)}")
    if digest.gaps_total:
        pieces.append(f"{sentences.counted(digest.gaps_total, 'question')} without an owner")
    if moved := _moved_total(digest):
        pieces.append(f"{sentences.counted(moved, 'decision')} to look at again")
    return ", ".join(pieces) + "."


def answered(digest: Digest) -> str:
    """How many of the questions got an owner, now and before; "" where nobody asked."""
    if not digest.asked:
        return ""
    now = f"{_percent(digest.answered, digest.asked)} of {sentences.counted(digest.asked, 'question')} got an owner"
    if not digest.asked_before:
        return f"{now}."
    return f"{now}, {_percent(digest.answered_before, digest.asked_before)} of {digest.asked_before:,} the week before."


def _decided_total(digest: Digest) -> int:
    return max(digest.decided_total, len(digest.decided))


def _moved_total(digest: Digest) -> int:
    return max(digest.drifted_total, len(digest.drifted)) + max(digest.review_total, len(digest.review_due))


def _day(moment: datetime, digest: Digest) -> str:
    local = moment.astimezone(ZoneInfo(digest.timezone))
    return f"{local.day} {local:%B %Y}"


def _covered(digest: Digest) -> str:
    """Which week this counts as, and from when to when it reports."""
    week = f"{digest.year}-W{digest.week:02}"
    if digest.since is None or digest.until is None:
        return week
    start, end = (moment.astimezone(ZoneInfo(digest.timezone)) for moment in (digest.since, digest.until))
    return f"{week}: {start:%a} {start.day} {start:%b %H:%M} to {end:%a} {end.day} {end:%b %H:%M}"


def _decided(digest: Digest, people: People) -> list[Block]:
    if not digest.decided:
        return []
    lines = [f"• {_ruled(dispute, people)}" for dispute in digest.decided[:MOST_ITEMS]]
    total = _decided_total(digest)
    heading = f"*Decided* · {total:,}" if total > 1 else "*Decided*"
    return [divider(), section("\n".join([heading, *lines])), *_see_all(total, "decided")]


def _see_all(total: int, state: str, shown: int = MOST_ITEMS) -> list[Block]:
    return actions([button(f"See all {total:,}", ids.DISPUTES_LIST, state)]) if total > shown else []


def _ruled(dispute: Dispute, people: People) -> str:
    number = sentences.numbered(dispute.number, people.team, dispute.channel, dispute.ts, words="")
    topic = mrkdwn.literal(dispute.topic, 120)
    if dispute.decision is None:
        return f"{number} {topic}"
    owners = sentences.names(dispute.decision.owners, mrkdwn.bold) or "none of the known owners"
    verb = "share" if len(dispute.decision.owners) > 1 else "owns"
    return f"{number} {owners} {verb} {topic}, ruled by {people.name(dispute.decision.decided_by)}"


def _open(digest: Digest, people: People, deciders: Deciders) -> list[Block]:
    if not digest.open:
        return []
    more = ", the oldest first" if digest.open_total > 1 else ""
    blocks = [divider(), section(f"*Open* · {digest.open_total:,}{more}")]
    for place, dispute in enumerate(digest.open[:MOST_WITH_BUTTONS]):
        blocks.append(section(_waiting(dispute, digest, people, deciders)))
        value, style = str(dispute.number), "" if place else "primary"
        row = [button("Decide", ids.DISPUTE_DECIDE, value, style=style), button("Add your view", ids.DISPUTE_VIEW, value)]
        blocks += actions(row)
    if rest := digest.open[MOST_WITH_BUTTONS:MOST_ITEMS]:
        blocks.append(section(" · ".join(_titled(dispute, digest, people, mrkdwn.literal) for dispute in rest)))
    return blocks + _see_all(digest.open_total, "open", MOST_WITH_BUTTONS)


def _titled(dispute: Dispute, digest: Digest, people: People, strong: sentences.Strong) -> str:
    number = sentences.numbered(dispute.number, people.team, dispute.channel, dispute.ts, words="")
    return f"{number} {strong(dispute.topic, 120)}, open for {age(dispute.raised_at, digest.now)}"


def _waiting(dispute: Dispute, digest: Digest, people: People, deciders: Deciders) -> str:
    return f"{_titled(dispute, digest, people, mrkdwn.bold)}\n{versus(dispute)}. {move(dispute, people, deciders)}"


def move(dispute: Dispute, people: People, deciders: Deciders) -> str:
    """Whose move it is: the deciders', once somebody may rule; the admins', while nobody may."""
    who = deciders.get(dispute.number, ())
    said = sentences.counted(len(dispute.views), "view") if dispute.views else "no view yet"
    if not who:
        return f"Nobody can rule on it: an admin has to name a decider ({said})."
    return f"Next: {listed(who, people.name, 3)} to decide ({said})."


def _contested(digest: Digest) -> list[Block]:
    """Topics with more than one dispute or view: a single objection stands in another list already."""
    topics = [f"{mrkdwn.literal(topic, 120)} ({times:,})" for topic, times in digest.contested[:MOST_ITEMS] if times > 1]
    if not topics:
        return []
    return [divider(), section(f"*Most contested this quarter*, by disputes and views\n{' · '.join(topics)}")]


def _gaps(digest: Digest) -> list[Block]:
    if not digest.gaps:
        return []
    more = ", the most asked first" if digest.gaps_total > 1 else ""
    blocks = [divider(), section(f"*Nobody owns* · {digest.gaps_total:,}{more}")]
    named = [gap for gap in digest.gaps if gap.question][:MOST_WITH_BUTTONS]
    for gap in named:
        propose = button("Propose an owner", ids.ANSWER_DISPUTE, gap.question)
        blocks += [section(gap_line(gap)), *actions([propose, button("Not ours", ids.ANSWER_NOT_OURS, gap.question)])]
    rest = [gap_line(gap) for gap in digest.gaps[:MOST_ITEMS] if gap not in named]
    if rest:
        blocks.append(section("\n".join(rest)))
    unseen = digest.gaps_total - len(named) - len(rest)
    if unseen > 0 and len(digest.gaps) >= MOST_ITEMS:
        blocks.append(context(f"and {unseen:,} more"))
    return blocks


def gap_line(gap: Gap) -> str:
    """One question without an owner; what was asked in private only is counted without its words."""
    times = "once" if gap.count == 1 else f"{gap.count:,} times"
    return f"“{mrkdwn.literal(gap.question, 200)}” · asked {times}" if gap.question else f"Asked in private only · {times}"


def _moved(digest: Digest) -> list[Block]:
    blocks = [_flagged(decision, sentences.DRIFTS.get(decision.drift, "")) for decision in digest.drifted[:MOST_WITH_BUTTONS]]
    for decision in digest.review_due[:MOST_WITH_BUTTONS]:
        blocks.append(_flagged(decision, f"To be reviewed since {decision.review_on:%Y-%m-%d}." if decision.review_on else ""))
        if decision.dispute is not None:
            value = str(decision.dispute)
            blocks += actions([button("Confirm", ids.DISPUTE_CONFIRM, value), button("Reopen", ids.DISPUTE_REOPEN, value)])
    more = _moved_total(digest) - len(digest.drifted[:MOST_WITH_BUTTONS]) - len(digest.review_due[:MOST_WITH_BUTTONS])
    if more > 0:
        blocks.append(context(f"and {more:,} more"))
    return [divider(), section("*To look at again*"), *blocks] if blocks else []


def _flagged(decision: Decision, why: str) -> Block:
    owners = sentences.names(decision.owners, mrkdwn.bold) or "none of the known owners"
    line = f"{mrkdwn.literal(decision.topic, 120)}, decided for {owners}\n{why}".rstrip("\n")
    return section(line, button("Show", ids.DISPUTE_SHOW, str(decision.dispute)) if decision.dispute is not None else None)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part // whole} %"


def _words(digest: Digest, people: People, deciders: Deciders) -> list[str]:
    """The digest in plain words, for notifications, screen readers, and where Slack refuses blocks."""
    lines = [headline(digest), *([LATE] if digest.late else [])]
    lines += [f"Decided: {_ruled(dispute, people)}." for dispute in digest.decided[:MOST_ITEMS]]
    waiting = [_waiting(dispute, digest, people, deciders).replace("\n", ". ") for dispute in digest.open[:MOST_ITEMS]]
    lines += [f"Open: {line}" for line in waiting]
    lines += [f"Nobody owns: {gap_line(gap)}." for gap in digest.gaps[:MOST_ITEMS]]
    for decision in (*digest.drifted[:MOST_WITH_BUTTONS], *digest.review_due[:MOST_WITH_BUTTONS]):
        lines.append(f"To look at again: {mrkdwn.literal(decision.topic, 120)}.")
    return [*lines, answered(digest), chart_words(digest.trend)]
