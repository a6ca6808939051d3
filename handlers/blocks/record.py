"""The record of a dispute: who, when, what, why. Short under a dispute shown whole, and page by page with every word. Pure."""

from __future__ import annotations

from handlers import ids, mrkdwn
from handlers.blocks import sentences
from handlers.blocks.elements import Block, View, actions, button, context, long_quote, modal, section
from handlers.people import Namer, People
from knowledge.types import Dispute, HistoryEntry

MOST_LINES = 25
LONGEST_WHY = 120
PAGE = 12
"""Entries on a page: seven blocks at most for each, so that the whole stays under Slack's 100."""

_ACTS = {
    "raised": "raised it",
    "viewed": "argued",
    "decided": "decided",
    "withdrawn": "withdrew it",
    "reopened": "reopened it",
    "confirmed": "confirmed the ruling",
}


def short_record(dispute: Dispute, who: Namer) -> list[Block]:
    """The record, oldest first, a line each; of a long one the first entry and the newest, and the way to every word of it."""
    history = dispute.history
    if not history:
        return []
    kept = [*history[:1], *history[max(1, len(history) - MOST_LINES + 1) :]]
    lines = [f"• {_line(entry, who)}{_why(entry)}" for entry in kept]
    if len(history) > len(kept):
        lines.insert(1, f"• … and {len(history) - len(kept):,} in between")
    chunks = ["*History*"]
    for line in lines:
        if mrkdwn.size(chunks[-1]) + mrkdwn.size(line) > 2800:
            chunks.append("")
        chunks[-1] = f"{chunks[-1]}\n{line}".lstrip("\n")
    cut = len(history) > len(kept) or any(mrkdwn.size(entry.why) > LONGEST_WHY for entry in history)
    row = [button("Every word of it", ids.DISPUTE_RECORD, f"{dispute.number}|0")] if cut else []
    return [*(section(chunk) for chunk in chunks), *actions(row)]


def record_modal(dispute: Dispute, people: People, start: int) -> View:
    """One page of the record from entry `start` (0 is the first), with nothing left out."""
    history = dispute.history
    first = min(start, max(len(history) - 1, 0)) // PAGE * PAGE
    page = history[first : first + PAGE]
    blocks = [context(f"{mrkdwn.bold(dispute.topic, 200)}: entries {first + 1} to {first + len(page)} of {len(history):,}, oldest first")]
    for entry in page:
        blocks += [section(_line(entry, people.mention)), *long_quote(entry.why, 6)]
    if first:
        blocks += actions([button("Earlier", ids.DISPUTE_RECORD, f"{dispute.number}|{first - PAGE}")])
    if first + PAGE < len(history):
        blocks += actions([button("Later", ids.DISPUTE_RECORD, f"{dispute.number}|{first + PAGE}")])
    return modal(f"Record of #{dispute.number}", blocks)


def _line(entry: HistoryEntry, who: Namer) -> str:
    when = mrkdwn.day(entry.at)
    if entry.act == "drifted":
        return f"{when}: {sentences.DRIFTS.get(entry.details.get('drift', ''), 'The charter is again as it was.')}"
    if entry.act == "posted":
        return f"{when}: posted in {mrkdwn.channel(entry.details.get('channel', ''))}"
    if entry.act == "placed":
        return f"{when}: to be posted in {mrkdwn.channel(entry.details.get('channel', ''))}"
    if entry.act == "unposted":
        return f"{when}: Slack did not take the post"
    did = f"{when}: {who(entry.actor)} {_ACTS.get(entry.act, mrkdwn.literal(entry.act, 40))}"
    if entry.act == "decided":
        did += f" for {mrkdwn.literal(entry.details.get('owners', ''), 300) or 'none of the known owners'}"
    if entry.act == "confirmed":
        until = entry.details.get("review_on", "")
        did += f", to be reviewed on {mrkdwn.literal(until, 20)}" if until else " for good"
    return f"{did}, as a party and the only decider" if entry.details.get("alone") == "yes" else did


def _why(entry: HistoryEntry) -> str:
    return f": {mrkdwn.literal(entry.why, LONGEST_WHY)}" if entry.why else ""
