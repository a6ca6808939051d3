"""Every message and view Remit sends, built around given foreign texts: for laws that must hold whatever people type."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from handlers import ids, payloads
from handlers.answering import Thread, answer_modal
from handlers.blocks import help as how_to
from handlers.blocks.answer import Shown, answer_message
from handlers.blocks.decision import decide_modal
from handlers.blocks.digest import digest_message
from handlers.blocks.digest_part import digest_part_modal
from handlers.blocks.dispute import (
    dispute_message,
    list_message,
    notice_message,
    ruling_message,
    view_message,
    whole_message,
)
from handlers.blocks.elements import modal, notice_modal
from handlers.blocks.home import HomeContent, home_view
from handlers.blocks.notes import ask_owner_message, done_modal, hello_message, raised_modal, reminder_message
from handlers.blocks.objection import dispute_modal, reopen_modal, view_modal
from handlers.blocks.record import record_modal
from handlers.blocks.setup import aliases_modal, charters_modal, holders_modal, neutral_modal, other_name_modal, settings_modal
from handlers.listing import Listed, heading_of
from handlers.people import People
from handlers.telling import coded, decoded
from knowledge.types import (
    Alias,
    Answer,
    CharterSummary,
    Contested,
    Decision,
    Digest,
    Dispute,
    DisputeState,
    Evidence,
    Finding,
    Gap,
    HistoryEntry,
    Listing,
    OpenDispute,
    Raised,
    Settings,
    Standing,
    Tie,
    View,
    WeekCount,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EARLIER = NOW - timedelta(days=12)
RAISER, HOLDER, DECIDER = "U0RAISER", "U0HOLDER", "U0DECIDER"
CHANNEL, TS = "C0DISPUTES", "1795410000.000100"


def evidence(text: str, matched: tuple[str, ...] = ()) -> Evidence:
    """A quoted line in which every foreign field is `text`."""
    return Evidence(text, text, 12, text, (text, "CTO"), matched, ((text, Tie.CONSULTED), ("CFO", Tie.INFORMED)), text)


def decision(text: str, owners: tuple[str, ...] | None = None, drift: str = "differs") -> Decision:
    """A ruling in which every foreign field is `text`."""
    named = (text,) if owners is None else owners
    return Decision(4, text, named, text, DECIDER, NOW, 17, text, date(2027, 3, 1), "f", drift)


def dispute(text: str, state: DisputeState = DisputeState.OPEN, views: int = 2, **more: Any) -> Dispute:
    """A dispute in which every foreign field is `text`."""
    history = (
        HistoryEntry(EARLIER, RAISER, "raised", text),
        HistoryEntry(NOW, "", "posted", "", {"channel": CHANNEL}),
        HistoryEntry(NOW, HOLDER, "viewed", text),
        HistoryEntry(NOW, DECIDER, "decided", text, {"owners": text, "alone": "yes"}),
        HistoryEntry(NOW, "", "drifted", "", {"drift": "differs"}),
        HistoryEntry(NOW, RAISER, str(state), text),
    )
    settled = state is not DisputeState.OPEN
    fields: dict[str, Any] = {
        "number": 17,
        "topic": text,
        "state": state,
        "raised_by": RAISER,
        "raised_at": EARLIER,
        "present": (text, "CIO"),
        "proposed": (text,),
        "reason": text,
        "version": 3,
        "evidence": (evidence(text),),
        "views": tuple(View(number, HOLDER, text, NOW) for number in range(1, views + 1)),
        "decision": decision(text) if state is DisputeState.DECIDED else None,
        "history": history,
        "channel": CHANNEL,
        "ts": TS,
        "origin": "C0GENERAL",
        "settled_by": DECIDER if settled else "",
        "settled_at": NOW if settled else None,
    }
    return Dispute(**fields | more)


def answers(text: str) -> Iterator[Answer]:
    """An answer of every standing, a listing, and one of several parts."""
    opened = OpenDispute(17, text, RAISER, EARLIER, (text,), ("CTO",), text, CHANNEL, TS)
    lines = (evidence(text), evidence(text), evidence(text), evidence(text))
    shared: dict[str, Any] = {"suggestions": (text, "ERP"), "note": text}
    yield Answer(text, Standing.DECIDED, (text,), text, 1.0, lines, decision(text), **shared)
    yield Answer(text, Standing.DECIDED, (), text, 1.0, (), decision(text, ()), **shared)
    yield Answer(text, Standing.DOCUMENTED, (text,), text, 1.0, lines[:1], **shared)
    yield Answer(text, Standing.SHARED, (text, "CTO"), text, 1.0, lines[:1], **shared)
    yield Answer(text, Standing.CONTESTED, (text, "CTO"), text, 1.0, lines, dispute=opened, **shared)
    yield Answer(text, Standing.CONTESTED, (text, "CTO"), text, 1.0, lines, **shared)
    yield Answer(text, Standing.INFERRED, (text,), text, 0.5, lines[:1], chain=(text, text), **shared)
    yield Answer(text, Standing.UNKNOWN, (), "", 0.0, **shared)
    yield Answer(text, Standing.DOCUMENTED, (text,), text, 1.0, listing=Listing(text, lines, (text,) * 4, (text,)), note=text)
    part = Answer(text, Standing.DOCUMENTED, (text,), text, 1.0, lines[:1], **shared)
    yield Answer(text, Standing.DOCUMENTED, (text,), text, 1.0, parts=(part,) * 5)


def digest(text: str, items: int = 6, **more: Any) -> Digest:
    """A busy week in which every foreign field is `text`."""
    fields: dict[str, Any] = {
        "year": 2026,
        "week": 48,
        "decided": (dispute(text, DisputeState.DECIDED),) * items,
        "open": (dispute(text),) * items,
        "open_total": 500,
        "contested": (Contested(text, 9, 17, CHANNEL, TS),) * items,
        "gaps": (Gap(text, 3, NOW), Gap("", 2, NOW)) * items,
        "gaps_total": 40,
        "drifted": (decision(text),) * items,
        "review_due": (decision(text),) * items,
        "trend": tuple(WeekCount(NOW - timedelta(weeks=11 - week), week % 4, week % 3) for week in range(12)),
        "asked": 120,
        "answered": 100,
        "asked_before": 90,
        "answered_before": 70,
        "now": NOW,
        "late": True,
    }
    return Digest(**fields | more)


def settings(text: str) -> Settings:
    """Settings whose owners are `text`."""
    return Settings(
        disputes_channel=CHANNEL,
        digest_channel="C0LEADERS",
        timezone="Europe/Berlin",
        deciders=(DECIDER, "S0GROUP"),
        neutral=((text, "CTO", DECIDER),),
        holders={text: HOLDER, "CTO": "S0GROUP"},
    )


def messages(text: str, many: int = 5) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Every message: its name, its top-level text, its blocks; lists have `many` items."""
    people = People("T0TEAM", {DECIDER: text, HOLDER: text})
    quiet = Shown(people.name, "T0TEAM")
    for position, answer in enumerate(answers(text)):
        yield f"answer {position}", *answer_message(answer, Shown(share=True, team="T0TEAM", held=frozenset({text})))
        yield f"shared answer {position}", *answer_message(answer, quiet, below="Shared by <@U0RAISER>")
        yield f"owner asked {position}", *ask_owner_message(answer, (HOLDER,), text, RAISER, people)
    for state in DisputeState:
        found = dispute(text, state)
        yield f"dispute {state}", *dispute_message(found, people, (DECIDER,))
        yield f"whole dispute {state}", *whole_message(found, people)
        yield f"ruling {state}", *ruling_message(found, people)
        for notice in ("raised", "decided", "withdrawn", "reopened", "unposted", "parked"):
            yield f"notice {notice} {state}", *notice_message(found, notice, people)
    yield "view", *view_message(dispute(text), View(1, HOLDER, text, NOW), people)
    listed = Listed("open", text[:100], RAISER, 20)
    for heading in (heading_of(listed, 3 * many, more=True), heading_of(listed, 0, more=False)):
        found = [dispute(text, state) for state in DisputeState] * many
        yield f"list {heading[:2]}", *list_message(found, heading, NOW, people, more=listed.coded(), first="open|||")
    yield "reminder", *reminder_message([dispute(text)] * many, [dispute(text, DisputeState.DECIDED)] * many, NOW, people)
    yield "digest", *digest_message(digest(text, many), people, {17: (DECIDER,)})
    yield "plain digest", *digest_message(digest(text, many), people, {}, native_chart=False)
    for what in ("installed", "joined"):
        yield f"hello {what}", *hello_message(what, settings(text), CHANNEL, (text,))
    yield "asking", *how_to.asking((text,) * 3)
    yield "mentioned", *how_to.mentioned((text,))
    yield "commands", *how_to.commands()
    yield "unknown command", *how_to.commands(f"x{text}")
    told = decoded(coded(text, "Who may:", (DECIDER,)))
    yield "told", told, []


def views(text: str, many: int = 5) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every modal and the Home tab, by name; lists have `many` items."""
    people = People("T0TEAM", {DECIDER: text})
    metadata = payloads.metadata(dispute="17", origin=CHANNEL, question=text)
    owners = (text, "CTO")
    opened = dispute(text)
    for position, answer in enumerate(answers(text)):
        yield f"found {position}", answer_modal(answer, text, "T0TEAM", Thread(CHANNEL, TS))
        yield f"asked at home {position}", answer_modal(answer, text, "T0TEAM", Thread())
        yield f"dispute form {position}", dispute_modal(text[:300], owners, metadata, answer)
    yield "dispute form of many", dispute_modal(text[:300], (text, *(f"Team {number}" for number in range(30 * many))), metadata)
    yield "not ours", dispute_modal(text[:300], owners, metadata, not_ours=True)
    yield "view form", view_modal(opened, metadata, people)
    yield "reopen form", reopen_modal(dispute(text, DisputeState.DECIDED), metadata, people)
    yield "decide form", decide_modal(opened, owners, metadata, people, precedents=(decision(text),) * many, alone=True)
    yield "whole", modal("Dispute #17", whole_message(opened, people)[1])
    recorded = dispute(text, history=opened.history * 5 * many)
    yield "whole of a long record", modal("Dispute #17", whole_message(recorded, people)[1])
    yield "record", record_modal(recorded, people, 0)
    yield "later record", record_modal(recorded, people, 12)
    for joined in (True, False):
        yield f"raised {joined}", raised_modal(Raised(opened, joined), CHANNEL)
    yield "done", done_modal("Decided", dispute(text, DisputeState.DECIDED), people)
    yield "told", notice_modal("That did not work", decoded(coded(text)))
    groups = {"S0GROUP": text}
    yield "settings", settings_modal(settings(text), groups)
    yield "holders", holders_modal(settings(text), owners, groups, people)
    yield "neutral", neutral_modal(settings(text), owners, groups, people)
    yield "aliases", aliases_modal([Alias(text, text, RAISER)] * many, people)
    charter = CharterSummary(text, text, "0", 90, 70, 2, 3, 0, NOW)
    yield "another name", other_name_modal(text, (text, "ERP"))
    yield "charters", charters_modal([charter] * many, {text: [Finding("two-owners", 7, text)] * many})
    yield "home", home_view(_home(text, many), people)
    for part in ids.DIGEST_PARTS:
        yield f"all of a digest's {part}", digest_part_modal(digest(text, 40 * many), part, 15, people)


def _home(text: str, many: int) -> HomeContent:
    return HomeContent(
        examples=(text,) * 3,
        waiting=((dispute(text), "You can decide."),) * many,
        following=(dispute(text),) * many,
        open_total=500,
        owned=(Listing(text, (evidence(text),) * many, (text,) * many),) * many,
        decided=(dispute(text, DisputeState.DECIDED),) * many,
        subscribed=many > 1,
        settings=settings(text),
        charters=(CharterSummary(text, text, "0", 90, 70, 2, 3, 0, NOW),) * many,
        admins=(DECIDER,),
        is_admin=True,
        now=NOW,
    )


def mrkdwn_strings(blocks: Any) -> Iterator[str]:
    """Every string in blocks or a view that Slack reads as mrkdwn; asserts on the way that none may be parsed for more than it says."""
    if isinstance(blocks, dict):
        if blocks.get("type") == "mrkdwn":
            assert blocks.get("verbatim") is True, blocks
            yield blocks["text"]
        for value in blocks.values():
            yield from mrkdwn_strings(value)
    elif isinstance(blocks, list):
        for value in blocks:
            yield from mrkdwn_strings(value)
