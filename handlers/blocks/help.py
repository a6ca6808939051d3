"""How to ask and how to disagree, for every place where somebody did not know what to say. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import mrkdwn
from handlers.blocks.elements import Block, context, section, text_of

Message = tuple[str, list[Block]]

FALLBACK_EXAMPLES = ("Workday integration", "who is responsible for GDPR?", "what does the CTO own?")


def asking(examples: Sequence[str]) -> Message:
    """After `/whoowns` alone: three questions to try, and how to dispute."""
    questions = "\n".join(f"• `/whoowns {_typed(example)}`" for example in (examples or FALLBACK_EXAMPLES)[:3])
    return _message("*Ask me who owns something.* For example:", questions, HOW_TO_DISPUTE)


def mentioned(examples: Sequence[str]) -> Message:
    """After a mention without a question: how to ask in a channel."""
    example = _typed((examples or FALLBACK_EXAMPLES)[0])
    return _message(
        "*Ask me who owns something:* mention me with a question and I answer in the thread.",
        f"• `@Remit {example}`\n• privately: `/whoowns {example}`, or a direct message to me",
        HOW_TO_DISPUTE,
    )


def commands(unknown: str = "") -> Message:
    """After `/remit help`, and after words that `/remit` does not know, which are said."""
    known = "*Remit answers “who owns this?”* from your charters, takes the objection and keeps the decision."
    return _message(
        f"I don't know `/remit {_typed(unknown)}`. This is what there is:" if unknown else known,
        "\n".join(
            (
                "• `/whoowns Workday integration`: who owns it, and the line it rests on",
                "• `/whoowns CTO`: what an owner owns",
                "• `/dispute Workday integration`: object to an answer, or propose an owner",
                "• `/remit disputes`: what is open, oldest first; add `decided`, `withdrawn`, `all`, `mine`, or an owner's name",
                "• `/remit #17`: one dispute whole, with its history",
                "• `/remit digest`: this week so far, for you alone; `/remit digest now` posts it (deciders and admins)",
                "• on any message: *More actions* → *Find the owner*",
            )
        ),
        "Settings are in Remit's Home tab.",
    )


HOW_TO_DISPUTE = (
    "Wrong answer? Press *Dispute* under it, or `/dispute &lt;topic&gt;`: deciders rule, and the next question is answered with the ruling."
)


def _typed(example: str) -> str:
    return mrkdwn.literal(example, 100)


def _message(heading: str, body: str, ending: str) -> Message:
    text = text_of(*(piece for piece in (heading, body, ending)))
    return text, [section(f"{heading}\n{body}"), context(ending)]
