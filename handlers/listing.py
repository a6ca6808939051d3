"""Which disputes, or which part of a digest, somebody wants to see, and a page of it. Coded in buttons, so it is read as untrusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from handlers import ids, mrkdwn
from handlers.blocks import sentences
from handlers.blocks.digest_part import PAGE as PART_PAGE
from handlers.blocks.digest_part import digest_part_modal
from handlers.blocks.dispute import Message, list_message
from handlers.blocks.elements import View
from handlers.people import people_of
from knowledge import Knowledge
from knowledge.types import DisputeState

PAGE = 15
"""Disputes on one page: one block each, with room for the buttons under Slack's 50."""

_STATES = {"open": DisputeState.OPEN, "decided": DisputeState.DECIDED, "withdrawn": DisputeState.WITHDRAWN, "all": None}


@dataclass(frozen=True, slots=True)
class Listed:
    """A filter and a place in the list. `state` is one of open, decided, withdrawn, all; `before` is the last number already shown."""

    state: str = "open"
    owner: str = ""
    mine: str = ""
    before: int | None = None

    @classmethod
    def read(cls, words: Sequence[str], user: str) -> Self:
        """From the words after `/remit disputes`: a state (open, or all of one's own), `mine`, the rest is an owner's name."""
        folded = [word.casefold() for word in words]
        mine = "mine" in folded
        state = next((word for word in folded if word in _STATES), "all" if mine else "open")
        owner = [word for word in words if word.casefold() not in (*_STATES, "mine")]
        return cls(state, " ".join(owner)[:100], user if mine else "")

    @classmethod
    def decoded(cls, value: str, user: str) -> Self:
        """From a button's value; whose disputes "mine" are is never taken from there."""
        state, mine, before, owner = (value.split("|", 3) + ["", "", ""])[:4]
        number = int(before) if before.isascii() and before.isdigit() and len(before) <= 9 else None
        return cls(state if state in _STATES else "open", owner[:100], user if mine == "mine" else "", number)

    def coded(self) -> str:
        """For a button's value."""
        return "|".join((self.state, "mine" if self.mine else "", str(self.before or ""), self.owner))


def list_page(knowledge: Knowledge, wanted: Listed) -> Message:
    """One page, with a button for the next where there is one."""
    found = knowledge.disputes(state=_STATES[wanted.state], owner=wanted.owner, actor=wanted.mine, limit=PAGE + 1, before=wanted.before)
    shown = found[:PAGE]
    more = replace(wanted, before=shown[-1].number).coded() if len(found) > PAGE else ""
    first = replace(wanted, before=None).coded() if wanted.before is not None else ""
    heading = heading_of(wanted, len(shown), more=bool(more))
    return list_message(shown, heading, knowledge.now(), people_of(knowledge), more=more, first=first)


def heading_of(wanted: Listed, count: int, *, more: bool) -> str:
    """What the page shows: "3 open disputes naming CTO:"."""
    state = "" if wanted.state == "all" else f"{wanted.state} "
    which = " concerning you" if wanted.mine else ""
    which += f"{' and' if which else ''} naming {mrkdwn.bold(wanted.owner, 150)}" if wanted.owner else ""
    later = "more " if wanted.before is not None else ""
    if not count:
        others = "" if wanted.state == "all" else " `/remit disputes all` shows the others too."
        return f"No {later}{state}disputes{which}.{others}"
    return f"{sentences.counted(count, f'{later}{state}dispute')}{which}{', and there are others' if more else ''}:"


@dataclass(frozen=True, slots=True)
class DigestPart:
    """One of the parts of a digest and the item to begin with, from 0. Without a week it is the coming digest."""

    part: str
    year: int | None
    week: int | None
    start: int

    @classmethod
    def decoded(cls, value: str) -> Self:
        """From a button's value; what makes no sense there is the beginning of the coming digest's decisions."""
        part, *numbers = (value.split("|") + ["", "", ""])[:4]
        year, week, start = (int(number) if number.isascii() and number.isdigit() and len(number) <= 4 else 0 for number in numbers)
        return cls(part if part in ids.DIGEST_PARTS else ids.DECIDED, year or None, week or None, start)


def digest_part_page(knowledge: Knowledge, wanted: DigestPart, channel: str) -> View:
    """A page of it, in the words that may be read in `channel`. Raises `InvalidRequest` for a week that has no digest."""
    digest = knowledge.digest(year=wanted.year, week=wanted.week, limit=wanted.start + PART_PAGE + 1, channel=channel)
    return digest_part_modal(digest, wanted.part, wanted.start, people_of(knowledge))
