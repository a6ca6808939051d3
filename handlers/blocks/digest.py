"""The weekly digest as Slack shows it: readable in thirty seconds, bounded whatever happened. Pure; counts nothing itself.

Its title names the day it ends on, its headline, lists and the chart's last bar tell the week up to then. Nobody is mentioned, so nobody
is pinged; words that are private were left out by `knowledge` already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers import ids, mrkdwn
from handlers.blocks import sentences
from handlers.blocks.chart import chart, chart_words
from handlers.blocks.dispute import Message, age
from handlers.blocks.elements import Block, actions, button, context, divider, header, section, text_of
from handlers.people import People, listed
from knowledge.types import Decision, Digest, Dispute, Gap

MOST_ITEMS = 5
"""Of each list; how many more there are stands beside it."""
MOST_WITH_BUTTONS = 3
"""Of those; the others take one line together, so that the whole is read in half a minute and stays under Slack's 50 blocks."""
LONGEST_TOPIC = 80
LONGEST_QUESTION = 150
LONGEST_NAME = 40
MOST_NAMED = 3
"""Owners, and deciders, named in one line. With these the whole stays under Slack's limits however long the names of a company are."""
WEEK = timedelta(days=7)
LATE = "This digest is late."

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
    blocks += _decided(digest, people) + _open(digest, people, deciders) + _gaps(digest) + _contested(digest, people) + _moved(digest)
    blocks += chart(digest.trend, ZoneInfo(digest.timezone), native=native_chart)
    blocks.append(context("All disputes: my Home tab, or `/remit disputes`. The digest's day, hour and channel are set in the Home tab."))
    return text_of(title, *_words(digest, people, deciders)), blocks


def headline(digest: Digest) -> str:
    """ "3 decided, 2 open, the oldest 12 days, 4 questions without an owner." """
    if digest.empty:
        return f"nothing was decided, nothing is open{', and every question got its owner' if digest.asked else ''}."
    pieces = [f"{_decided_total(digest):,} decided", f"{digest.open_total:,} open"]
    if digest.open:
        oldest = age(digest.open[0].open_since, digest.now)
        pieces[1] += f", the oldest {oldest}" if digest.open_total > 1 else f" for {oldest}"
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
    return f"{now}, {_percent(digest.answered_before, digest.asked_before)} of {digest.asked_before:,} {_span_before(digest)}."


def _span_before(digest: Digest) -> str:
    """What to call the time before: as long as the time that the digest reports, which is a week as a rule."""
    span = (digest.until or digest.now) - digest.since if digest.since else WEEK
    days = max(round(span / timedelta(days=1)), 1)
    return "the week before" if days == WEEK.days else f"in the {sentences.counted(days, 'day')} before"


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
    lines = [f"• {ruled(dispute, people)}" for dispute in digest.decided[:MOST_ITEMS]]
    total = _decided_total(digest)
    heading = f"*Decided* · {total:,}" if total > 1 else "*Decided*"
    return [divider(), section("\n".join([heading, *lines])), *_see_part(digest, ids.DECIDED, total, len(lines))]


def _see_all(total: int, state: str, shown: int = MOST_ITEMS) -> list[Block]:
    return actions([button(f"See all {total:,}", ids.DISPUTES_LIST, state)]) if total > shown else []


def _see_part(digest: Digest, part: str, total: int, shown: int) -> list[Block]:
    """A button for the whole of one part of this very digest."""
    value = ids.digest_part(part, digest.year, digest.week, 0)
    return actions([button(f"See all {total:,}", ids.DIGEST_PARTS[part], value)]) if total > shown else []


def ruled(dispute: Dispute, people: People) -> str:
    """Who owns what by a ruling, and whose ruling it is; with a link to its thread."""
    number = sentences.numbered(dispute.number, people.team, dispute.channel, dispute.ts, words="")
    topic = mrkdwn.literal(dispute.topic, LONGEST_TOPIC)
    if dispute.decision is None:
        return f"{number} {topic}"
    owners = _owners(dispute.decision.owners, mrkdwn.bold) or "None of the known owners"
    verb = "share" if len(dispute.decision.owners) > 1 else "owns"
    return f"{number} {owners} {verb} {topic}, ruled by {people.name(dispute.decision.decided_by)}"


def _owners(owners: Sequence[str], strong: sentences.Strong) -> str:
    return sentences.names(owners, strong, most=MOST_NAMED, longest=LONGEST_NAME)


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
    again = " again" if dispute.open_since > dispute.raised_at else ""
    return f"{number} {strong(dispute.topic, LONGEST_TOPIC)}, open{again} for {age(dispute.open_since, digest.now)}"


def _waiting(dispute: Dispute, digest: Digest, people: People, deciders: Deciders) -> str:
    return f"{_titled(dispute, digest, people, mrkdwn.bold)}\n{_sides(dispute)}. {move(dispute, people, deciders)}"


def _sides(dispute: Dispute) -> str:
    today = _owners(dispute.present, mrkdwn.literal) or "Nobody"
    return f"{today} so far, {_owners(dispute.proposed, mrkdwn.literal) or 'none of the known owners'} proposed"


def move(dispute: Dispute, people: People, deciders: Deciders) -> str:
    """Whose move it is: the deciders', once somebody may rule; the admins', while nobody may."""
    who = deciders.get(dispute.number, ())
    said = sentences.counted(len(dispute.views), "view") if dispute.views else "no view yet"
    if not who:
        return f"Nobody can rule on it: an admin has to name a decider ({said})."
    return f"Next: {listed(who, people.name, MOST_NAMED)} to decide ({said})."


def _contested(digest: Digest, people: People) -> list[Block]:
    lines = [f"• {line}" for line in _most_contested(digest, people)]
    return [divider(), section("\n".join(["*Most contested this quarter*, by disputes and views", *lines]))] if lines else []


def _most_contested(digest: Digest, people: People) -> list[str]:
    """Topics with more than one dispute or view: a single objection stands in another list already."""
    return [
        f"{sentences.numbered(one.dispute, people.team, one.channel, one.ts, words='')} "
        f"{mrkdwn.literal(one.topic, LONGEST_TOPIC)} ({one.times:,} times)"
        for one in digest.contested[:MOST_ITEMS]
        if one.times > 1
    ]


def _gaps(digest: Digest) -> list[Block]:
    if not digest.gaps:
        return []
    more = ", the most asked first" if digest.gaps_total > 1 else ""
    blocks = [divider(), section(f"*Nobody owns* · {digest.gaps_total:,}{more}")]
    named = [gap for gap in digest.gaps if gap.question][:MOST_WITH_BUTTONS]
    for gap in named:
        blocks += gap_blocks(gap)
    rest = [gap_line(gap) for gap in digest.gaps[:MOST_ITEMS] if gap not in named]
    if rest:
        blocks.append(section("\n".join(rest)))
    return blocks + (_see_part(digest, ids.GAPS, digest.gaps_total, len(digest.gaps)) if len(digest.gaps) >= MOST_ITEMS else [])


def gap_blocks(gap: Gap) -> list[Block]:
    """A question without an owner, with what can be done about it; one without words says only how often it was asked."""
    if not gap.question:
        return [section(gap_line(gap))]
    propose = button("Propose an owner", ids.ANSWER_DISPUTE, gap.question)
    return [section(gap_line(gap)), *actions([propose, button("Not ours", ids.ANSWER_NOT_OURS, gap.question)])]


def gap_line(gap: Gap) -> str:
    """One question without an owner; what was asked in private only is counted without its words."""
    times = "once" if gap.count == 1 else f"{gap.count:,} times"
    return f"“{mrkdwn.literal(gap.question, LONGEST_QUESTION)}” · asked {times}" if gap.question else f"Asked in private only · {times}"


def _moved(digest: Digest) -> list[Block]:
    today = _today(digest)
    shown = [*digest.drifted[:MOST_WITH_BUTTONS], *digest.review_due[:MOST_WITH_BUTTONS]]
    blocks = [block for decision in shown for block in again_blocks(decision, today)]
    see = _see_part(digest, ids.AGAIN, _moved_total(digest), len(shown))
    return [divider(), section("*To look at again*"), *blocks, *see] if blocks else []


def again_blocks(decision: Decision, today: date) -> list[Block]:
    """A decision to look at again and why; with the choice to keep it once its review date has come."""
    owners = _owners(decision.owners, mrkdwn.bold) or "none of the known owners"
    due = decision.review_on if decision.review_on and decision.review_on <= today else None
    why = [sentences.DRIFTS.get(decision.drift, ""), f"To be reviewed since {due:%Y-%m-%d}." if due else ""]
    line = f"{mrkdwn.literal(decision.topic, LONGEST_TOPIC)}, decided for {owners}"
    if decision.dispute is None:
        return [section("\n".join([line, *filter(None, why)]))]
    value = str(decision.dispute)
    row = [button("Confirm", ids.DISPUTE_CONFIRM, value), button("Reopen", ids.DISPUTE_REOPEN, value)] if due else []
    return [section("\n".join([line, *filter(None, why)]), button("Show", ids.DISPUTE_SHOW, value)), *actions(row)]


def _today(digest: Digest) -> date:
    return max(digest.now, digest.until or digest.now).astimezone(ZoneInfo(digest.timezone)).date()


def _percent(part: int, whole: int) -> str:
    """To the nearest: 67 % for 4 of 6. Only all of them are 100 %, only none of them 0 %."""
    nearest = (200 * part + whole) // (2 * whole)
    return f"{nearest if part in (0, whole) else min(max(nearest, 1), 99)} %"


def _words(digest: Digest, people: People, deciders: Deciders) -> list[str]:
    """The digest in plain words, for notifications, screen readers, and where Slack refuses blocks."""
    lines = [headline(digest), *([LATE] if digest.late else [])]
    lines += [f"Decided: {ruled(dispute, people)}." for dispute in digest.decided[:MOST_ITEMS]]
    waiting = [_waiting(dispute, digest, people, deciders).replace("\n", ". ") for dispute in digest.open[:MOST_ITEMS]]
    lines += [f"Open: {line}" for line in waiting]
    lines += [f"Nobody owns: {gap_line(gap)}." for gap in digest.gaps[:MOST_ITEMS]]
    lines += [f"Most contested: {line}." for line in _most_contested(digest, people)]
    for decision in (*digest.drifted[:MOST_WITH_BUTTONS], *digest.review_due[:MOST_WITH_BUTTONS]):
        lines.append(f"To look at again: {mrkdwn.literal(decision.topic, LONGEST_TOPIC)}.")
    return [*lines, answered(digest), chart_words(digest.trend)]
