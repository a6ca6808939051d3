"""The made-up company of the try-out: its people, its channels, and what to do next. Knows no HTTP and starts nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.tryout.local_slack import LocalSlack
from bot.tryout.workspace import Message
from handlers import ids
from handlers.blocks.answer import PROPOSE
from knowledge import Knowledge
from knowledge.governance.calendar import due, parse_time
from knowledge.types import Dispute, DisputeState

TIMEZONE = "Europe/Berlin"
COMMANDS = (
    {"name": ids.WHOOWNS, "hint": "[topic or question]", "description": "Who owns it?"},
    {"name": ids.DISPUTE, "hint": "[topic]", "description": "Object to an owner"},
    {"name": ids.REMIT, "hint": "[disputes | #17 | digest | help]", "description": "Disputes, digest, help"},
)
NO_DIGEST = "No digest this Monday: nothing was decided, nothing is open, no question lacks its owner. Remit posts no empty one."
SHORTCUTS = ({"callback_id": ids.FIND_OWNER, "name": "Find the owner"},)

Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Company:
    """Who is who at Brightwater: Slack ids."""

    employee: str
    cio: str
    cto: str
    decider: str
    general: str
    disputes: str


PEOPLE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("mira", "Mira Okafor", {"title": "Employee, finance"}),
    ("ingrid", "Ingrid Solberg", {"title": "CIO"}),
    ("tomas", "Tomás Herrera", {"title": "CTO"}),
    ("dana", "Dana Whitfield", {"title": "COO, the decider", "is_admin": True}),
)


def found(slack: LocalSlack) -> Company:
    """The company's people, channels and commands, put into the workspace where they are not in it from an earlier run."""
    slack.commands = frozenset(str(command["name"]) for command in COMMANDS)
    there = {user.name: user.id for user in slack.workspace.users.values()}
    people = [there.get(name) or slack.add_user(name, real, **more).id for name, real, more in PEOPLE]
    employee, cio, cto, decider = people
    channels = {channel.name: channel.id for channel in slack.workspace.channels.values()}
    general, disputes = (channels.get(name) or slack.add_channel(name).id for name in ("general", "ownership-disputes"))
    for person in people:
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
    read_at = max((charter.imported_at for charter in knowledge.charters()), default=datetime.min.replace(tzinfo=UTC))
    disputes = sorted(knowledge.disputes(), key=lambda dispute: dispute.number)
    latest = disputes[-1] if disputes else None
    if latest is None or latest.raised_at < read_at:  # a dispute from before the document in use is another story
        words, steps = _before_a_dispute(slack, knowledge, company, read_at.timestamp())
    elif latest.state is DisputeState.OPEN:
        words, steps = "The dispute is open. Let a side add its view, or have it decided.", [_decide(slack, company, latest)]
    else:
        words, steps = _after_a_dispute(knowledge, company, latest)
    silence = NO_DIGEST if _monday_was_silent(slack, knowledge, company) else ""
    return {"words": f"{silence} {words}".strip(), "steps": steps}


def _before_a_dispute(slack: LocalSlack, knowledge: Knowledge, company: Company, since: float) -> tuple[str, list[Step]]:
    at = {"as": company.employee, "channel": company.general}
    asked = [{"label": topic, "do": at | {"say": f"{ids.WHOOWNS} {topic}"}} for topic in knowledge.examples()[:3]]
    answers = [message for message in slack.ephemerals(company.employee, company.general) if float(message.ts) > since]
    answer = _with_button(answers, ids.ANSWER_DISPUTE)
    if answer is None:
        return "Ask who owns something:", asked
    click = at | {"click": _click(answer, ids.ANSWER_DISPUTE)}
    if _label_of(answer, ids.ANSWER_DISPUTE) == PROPOSE:
        return "Remit does not guess: no line names an owner. Do you know who it is?", [
            {"label": "Now propose an owner", "do": click},
            *asked,
        ]
    return "Remit shows the line it rests on. Not convinced?", [{"label": "Now disagree", "do": click}, *asked]


def _decide(slack: LocalSlack, company: Company, latest: Dispute) -> Step:
    post = _with_button(slack.messages(company.disputes, by_app=True), ids.DISPUTE_DECIDE)
    at = {"as": company.decider, "channel": company.disputes}
    if post is None:
        return {"label": "Look at it as Dana, the COO", "do": at | {"say": f"{ids.REMIT} #{latest.number}"}}
    return {"label": "Now decide as Dana, the COO", "do": at | {"click": _click(post, ids.DISPUTE_DECIDE)}}


def _after_a_dispute(knowledge: Knowledge, company: Company, latest: Dispute) -> tuple[str, list[Step]]:
    again = {"as": company.employee, "channel": company.general, "say": f"{ids.WHOOWNS} {latest.topic}"}
    monday = {"channel": company.disputes, "monday": True}
    steps: list[Step] = [{"label": "Ask again", "do": again}, {"label": "See Monday's digest", "do": monday}]
    if latest.state is DisputeState.WITHDRAWN:
        return "Withdrawn: the answer stays as it was.", steps
    settled = latest.settled_at
    if settled and any(past.state == "posted" and past.recorded_at >= settled for past in knowledge.digest_history()):
        return "That is the whole loop. Load your own document, or start over.", steps[:1]
    return "Decided. From now on that is the answer.", steps


def _monday_was_silent(slack: LocalSlack, knowledge: Knowledge, company: Company) -> bool:
    """The last digest's hour brought none, and nobody has said anything since."""
    settings = knowledge.settings()
    now = datetime.fromtimestamp(slack.workspace.clock(), UTC)
    coming = due(now, ZoneInfo(settings.timezone), settings.digest_weekday, parse_time(settings.digest_time), ())
    last = coming.next_at - timedelta(weeks=1)
    newest = next(iter(knowledge.digest_history()), None)
    if (
        newest is None
        or newest.state != "empty"
        or (newest.year, newest.week) != last.astimezone(ZoneInfo(settings.timezone)).isocalendar()[:2]
    ):
        return False
    said = slack.workspace.messages() + slack.ephemerals(company.employee)
    return all(float(message.ts) < last.timestamp() for message in said)


def _with_button(messages: list[Message], action_id: str) -> Message | None:
    """The newest of the messages that still has that button."""
    return next((message for message in reversed(messages) if not message.stale and _block_of(message, action_id)), None)


def _block_of(message: Message, action_id: str) -> str:
    for block in message.blocks:
        if any(part.get("action_id") == action_id for part in block.get("elements", []) if isinstance(part, dict)):
            return str(block["block_id"])
    return ""


def _label_of(message: Message, action_id: str) -> str:
    found = (part for block in message.blocks for part in block.get("elements", []) if part.get("action_id") == action_id)
    return str(next(found)["text"]["text"])


def _click(message: Message, action_id: str) -> dict[str, Any]:
    """What the page sends when that button is pressed."""
    block = _block_of(message, action_id)
    return {
        "channel": message.channel, "ts": message.ts, "container": "message", "block_id": block,
        "action": {"type": "button", "action_id": action_id, "block_id": block},
    }  # fmt: skip
