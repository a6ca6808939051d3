"""A private word that names people: its text and whom it names, in the one string that a post can carry. Sends nothing.

The words are foreign text and rendered as such; the people are ids and become mentions, which notify nobody in a private message.
"""

from __future__ import annotations

from handlers import mrkdwn
from handlers.people import listed

_MARK = "\x1f"
LONGEST = 2500


def coded(words: str, label: str = "", people: tuple[str, ...] = ()) -> str:
    """For `knowledge.tell`: the words, then `label` and the people."""
    said = mrkdwn.clean(words)[:LONGEST]
    return f"{said}{_MARK}{label}{_MARK}{','.join(people[:20])}" if people else said


def decoded(message: str) -> str:
    """As mrkdwn."""
    words, label, people = (message.split(_MARK) + ["", ""])[:3]
    said = mrkdwn.literal(words, 2900 - 500)
    named = [person for person in people.split(",") if person]
    return f"{said} {mrkdwn.literal(label, 100)} {listed(named, mrkdwn.person)}." if named else said
