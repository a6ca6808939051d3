"""One part of a digest whole, page by page: what was decided, what nobody owns, what to look at again. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from handlers import ids
from handlers.blocks.digest import again_blocks, gap_blocks, ruled
from handlers.blocks.elements import Block, View, actions, button, context, modal, section
from handlers.people import People
from knowledge.types import Decision, Digest, Dispute, Gap

PAGE = 15
"""Items on one page: two blocks each, with room for the button under Slack's 100."""


def digest_part_modal(digest: Digest, part: str, start: int, people: People) -> View:
    """The items of `part` from `start` on; `digest` holds at least one more than the page shows, where there is one."""
    title, total, items = _PARTS[part](digest, people)
    shown = items[start : start + PAGE]
    where = f"{start + 1:,} to {start + len(shown):,} of {max(total, start + len(shown)):,}" if shown else "Nothing more"
    blocks = [context(f"{where}, digest of {digest.year}-W{digest.week:02}"), *(block for item in shown for block in item)]
    if len(items) > start + PAGE:
        value = ids.digest_part(part, digest.year, digest.week, start + PAGE)
        blocks += actions([button("More", ids.DIGEST_PARTS[part], value)])
    return modal(title, blocks)


Part = tuple[str, int, Sequence[list[Block]]]
"""A title, how many items there are in all, and the blocks of each."""


def _decided(digest: Digest, people: People) -> Part:
    return "Decided", digest.decided_total, [_decision(dispute, people) for dispute in digest.decided]


def _decision(dispute: Dispute, people: People) -> list[Block]:
    return [section(ruled(dispute, people), button("Show", ids.DISPUTE_SHOW, str(dispute.number)))]


def _gaps(digest: Digest, _people: People) -> Part:
    gaps: Sequence[Gap] = digest.gaps
    return "Nobody owns", digest.gaps_total, [gap_blocks(gap) for gap in gaps]


def _again(digest: Digest, _people: People) -> Part:
    today = digest.now.astimezone(ZoneInfo(digest.timezone)).date()
    flagged: Sequence[Decision] = (*digest.drifted, *digest.review_due)
    return "To look at again", digest.drifted_total + digest.review_total, [again_blocks(decision, today) for decision in flagged]


_PARTS: Mapping[str, Callable[[Digest, People], Part]] = {ids.DECIDED: _decided, ids.GAPS: _gaps, ids.AGAIN: _again}
