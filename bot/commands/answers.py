"""An answer for the terminal: as text that says what the Slack answer says, and as the JSON that other programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.commands.terminal import in_words, print_blocks
from handlers.mrkdwn import literal
from knowledge.types import Answer, Decision, Evidence, Listing, OpenDispute, Standing

if TYPE_CHECKING:
    from rich.console import Console

COLOURS = {
    Standing.DECIDED: "green",
    Standing.DOCUMENTED: "green",
    Standing.SHARED: "cyan",
    Standing.CONTESTED: "yellow",
    Standing.INFERRED: "yellow",
    Standing.UNKNOWN: "red",
}


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """The answer's fields by name. The first ten never change; what follows them may grow."""
    return {
        "question": answer.question,
        "standing": str(answer.standing),
        "owners": list(answer.owners),
        "topic": answer.topic,
        "confidence": round(answer.confidence, 4),
        "evidence": [evidence_as_json(evidence) for evidence in answer.evidence],
        "decision": decision_as_json(answer.decision) if answer.decision else None,
        "suggestions": list(answer.suggestions),
        "receipt": answer.receipt,
        "chain": list(answer.chain),
        "note": answer.note,
        "dispute": _dispute_as_json(answer.dispute) if answer.dispute else None,
        "parts": [answer_as_json(part) for part in answer.parts],
        "listing": _listing_as_json(answer.listing) if answer.listing else None,
    }


def evidence_as_json(evidence: Evidence) -> dict[str, Any]:
    return {
        "charter": evidence.charter,
        "section": evidence.section,
        "line": evidence.line,
        "quote": evidence.quote,
        "matched": list(evidence.matched),
        "owners": list(evidence.owners),
        "involved": [{"who": who, "tie": str(tie)} for who, tie in evidence.involved],
        "note": evidence.note,
    }


def decision_as_json(decision: Decision) -> dict[str, Any]:
    return {
        "owners": list(decision.owners),
        "rationale": decision.rationale,
        "decided_by": decision.decided_by,
        "decided_at": decision.decided_at.isoformat(),
        "topic": decision.topic,
        "scope": decision.scope,
        "review_on": decision.review_on.isoformat() if decision.review_on else None,
        "dispute": decision.dispute,
        "drift": decision.drift,
    }


def _dispute_as_json(dispute: OpenDispute) -> dict[str, Any]:
    return {
        "number": dispute.number,
        "topic": dispute.topic,
        "raised_by": dispute.raised_by,
        "raised_at": dispute.raised_at.isoformat(),
        "present": list(dispute.present),
        "proposed": list(dispute.proposed),
        "reason": dispute.reason,
    }


def _listing_as_json(listing: Listing) -> dict[str, Any]:
    return {
        "owner": listing.owner,
        "topics": list(listing.topics),
        "shared": list(listing.shared),
        "owned": [evidence_as_json(evidence) for evidence in listing.owned],
    }


def print_answer(answer: Answer, console: Console) -> None:
    """The answer as Slack shows it, without its buttons: the first line is the whole of it, then what it rests on."""
    from handlers.blocks.answer import Shown, answer_message

    _, blocks = answer_message(answer, Shown(who=_named, buttons=False))
    print_blocks(blocks, console, first=f"bold {COLOURS[answer.standing]}")
    if answer.receipt:
        console.print(in_words(f"receipt {answer.receipt}", "dim"))


def _named(person: str) -> str:
    return literal(person) or "an admin"
