"""The made-up company of the try-out: its people, its channels, and what to do next. Knows no HTTP and starts nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.tryout.local_slack import LocalSlack
from bot.tryout.workspace import Message
from handlers import ids
from knowledge import Knowledge
from knowledge.types import DisputeState

TIMEZONE = "Europe/Berlin"
COMMANDS = (
    {"name": ids.WHOOWNS, "hint": "[topic or question]", "description": "Who owns it?"},
    {"name": ids.DISPUTE, "hint": "[topic]", "description": "Object to an owner"},
    {"name": ids.REMIT, "hint": "[disputes | #17 | digest | help]", "description": "Disputes, digest, help"},
)
SHORTCUTS = ({"callback_id": ids.FIND_OWNER, "name": "Find the owner"},)


@dataclass(frozen=True, slots=True)
class Company:
    """Who is who at Brightwater: Slack ids."""

    employee: str
    cio: str
    cto: str
    decider: str
    general: str
    disputes: str


def found(slack: LocalSlack) -> Company:
    """Put the company's people and channels into the workspace."""
    employee = slack.add_user("mira", "Mira Okafor", title="Employee, finance").id
    cio = slack.add_user("ingrid", "Ingrid Solberg", title="CIO").id
    cto = slack.add_user("tomas", "Tomás Herrera", title="CTO").id
    decider = slack.add_user("dana", "Dana Whitfield", title="COO, the decider", is_admin=True).id
    general = slack.add_channel("general").id
    disputes = slack.add_channel("ownership-disputes").id
    for person in (employee, cio, cto, decider):
        slack.workspace.direct_channel(person)
    return Company(employee, cio, cto, decider, general, disputes)


def settle_in(knowledge: Knowledge, company: Company) -> None:
    """The settings an admin would make on the first day; holders only for the owners that the charters name."""
    holders = {"CIO": company.cio, "CTO": company.cto}
    named = knowledge.owner_names()
    knowledge.change_settings(
        {
            "disputes_channel": company.disputes,
            "digest_channel": company.disputes,
            "deciders": company.decider,
            "timezone": TIMEZONE,
            "holders": ", ".join(f"{owner}:{person}" for owner, person in holders.items() if owner in named),
        }
    )


def guide(slack: LocalSlack, knowledge: Knowledge, company: Company) -> dict[str, Any]:
    """What to do next, from what has happened so far: a sentence and the steps that do it."""
    disputes = knowledge.disputes()
    if not disputes:
        return _before_a_dispute(slack, knowledge, company)
    latest = max(disputes, key=lambda dispute: dispute.number)
    if latest.state is DisputeState.OPEN:
        post = _with_button(slack.messages(company.disputes, by_app=True), ids.DISPUTE_DECIDE)
        step = {"as": company.decider, "channel": company.disputes, "click": _click(post, ids.DISPUTE_DECIDE)}
        words = "The dispute is open. Let a side add its view, or have it decided."
        return {"words": words, "steps": [{"label": "Now decide as Dana, the COO", "do": step}] if post else []}
    again = {"as": company.employee, "channel": company.general, "say": f"{ids.WHOOWNS} {latest.topic}"}
    monday = {"channel": company.disputes, "monday": True}
    steps = [{"label": "Ask again", "do": again}, {"label": "See Monday's digest", "do": monday}]
    if any(past.state == "posted" for past in knowledge.digest_history()):
        return {"words": "That is the whole loop. Load your own document, or start over.", "steps": steps[:1]}
    return {"words": "Decided. From now on that is the answer.", "steps": steps}


def _before_a_dispute(slack: LocalSlack, knowledge: Knowledge, company: Company) -> dict[str, Any]:
    at = {"as": company.employee, "channel": company.general}
    asked = [{"label": topic, "do": at | {"say": f"{ids.WHOOWNS} {topic}"}} for topic in knowledge.examples()[:3]]
    answer = _with_button(slack.ephemerals(company.employee, company.general), ids.ANSWER_DISPUTE)
    if answer is None:
        return {"words": "Ask who owns something:", "steps": asked}
    step = at | {"click": _click(answer, ids.ANSWER_DISPUTE)}
    return {"words": "Remit shows the line it rests on. Not convinced?", "steps": [{"label": "Now disagree", "do": step}, *asked]}


def _with_button(messages: list[Message], action_id: str) -> Message | None:
    """The newest of the messages that still has that button."""
    return next((message for message in reversed(messages) if not message.stale and _block_of(message, action_id)), None)


def _block_of(message: Message, action_id: str) -> str:
    for block in message.blocks:
        if any(part.get("action_id") == action_id for part in block.get("elements", []) if isinstance(part, dict)):
            return str(block["block_id"])
    return ""


def _click(message: Message | None, action_id: str) -> dict[str, Any]:
    """What the page sends when that button is pressed."""
    if message is None:
        return {}
    block = _block_of(message, action_id)
    return {
        "channel": message.channel, "ts": message.ts, "container": "message", "block_id": block,
        "action": {"type": "button", "action_id": action_id, "block_id": block},
    }  # fmt: skip
