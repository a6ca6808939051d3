"""From a question, an index and what people ruled to an Answer: decision, then charter, then kinds of things, then "unknown".

Pure: no clock, no database. A weak match is never shown as certain; a conflict is never settled in silence.
"""

from __future__ import annotations

from dataclasses import replace

from knowledge.answers.composing import Composer
from knowledge.answers.listing import list_owned
from knowledge.answers.reporting import absent_role, reporting_line, those_below
from knowledge.answers.rulings import Rulings
from knowledge.index import Index
from knowledge.index.lexicon import bundled_lexicon
from knowledge.index.question import Intent, Question, read_question
from knowledge.types import Answer, Standing

_SUREST = list(Standing)


def answer(question: str, index: Index, rulings: Rulings) -> Answer:
    """What the charters in the index and the rulings say to a question of any wording; never raises for odd text."""
    asked = read_question(question, index.names)
    composer = Composer(asked, index, bundled_lexicon(), rulings)
    if asked.intent is Intent.LISTING and not asked.role:
        return list_owned(asked, index, rulings)
    if asked.intent in (Intent.REPORTING, Intent.BELOW):
        line = reporting_line(asked, index) if asked.intent is Intent.REPORTING else those_below(asked, index)
        if line is not None:
            return line
    if asked.role:
        return absent_role(asked, index)
    if asked.intent is Intent.NOTHING or not asked.focuses:
        return composer.unknown()
    parts = composer.parts()
    return parts[0] if len(parts) == 1 else _together(asked, parts)


def _together(asked: Question, parts: tuple[Answer, ...]) -> Answer:
    """One answer over several topics: all their owners, as sure as the least sure of them."""
    named = [part for part in parts if part.owners]
    owners = tuple(dict.fromkeys(owner for part in named for owner in part.owners))
    standing = max((part.standing for part in named), key=_SUREST.index, default=Standing.UNKNOWN)
    first = named[0] if named else parts[0]
    return replace(
        first,
        question=asked.text,
        standing=standing,
        owners=owners,
        topic=", ".join(dict.fromkeys(part.topic for part in parts if part.topic)),
        confidence=min((part.confidence for part in named), default=0.0),
        evidence=tuple(dict.fromkeys(evidence for part in named for evidence in part.evidence)),
        decision=next((part.decision for part in named if part.decision), None),
        dispute=next((part.dispute for part in named if part.dispute), None),
        chain=(),
        suggestions=() if named else first.suggestions,
        parts=parts,
        note="",
        receipt="+".join(part.receipt for part in parts),
    )
