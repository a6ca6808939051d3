"""From a question, an index and what people ruled to an Answer: decision, then charter, then kinds of things, then "unknown".

Pure: no clock, no database. A weak match is never shown as certain; a conflict is never settled in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from knowledge.answers.charters import among_charters
from knowledge.answers.composing import Composer
from knowledge.answers.listing import list_owned
from knowledge.answers.reporting import absent_role, reporting_line, those_below
from knowledge.answers.rulings import Rulings
from knowledge.index import Index, NameKind, NameMatch, Term
from knowledge.index.lexicon import bundled_lexicon
from knowledge.index.question import Intent, Question, read_question
from knowledge.types import Answer, Standing

_SUREST = list(Standing)


def answer(question: str, index: Index, rulings: Rulings) -> Answer:
    """What the charters in the index and the rulings say to a question of any wording; never raises for odd text."""
    composers = [Composer(read_question(question, each.names), each, bundled_lexicon(), rulings) for each in index.charters]
    if _is_listing(max((composer.asked for composer in composers), key=lambda asked: len(asked.owners))):
        asked = read_question(question, partial(_owners_named, index=index))
        if _is_listing(asked):
            return list_owned(asked, index, rulings)
    others = [_of_owners(each.asked, charter) for each, charter in zip(composers, index.charters, strict=True)]
    if line := next((other for other in others if other is not None and other.owners), None):
        return line
    topical = [each for each, other in zip(composers, others, strict=True) if other is None and _has_topic(each.asked)]
    parts = among_charters(topical)
    if not parts:
        return next((other for other in others if other is not None), None) or (topical or composers)[0].nothing()
    return parts[0] if len(parts) == 1 else _together(question, parts)


def _owners_named(words: Sequence[Term], index: Index) -> list[NameMatch]:
    """The owners that any charter finds among words, the longest names, at their places in the whole index."""
    places = {owner.name: place for place, owner in enumerate(index.owners)}
    found: dict[tuple[int, int], NameMatch] = {}
    for charter in index.charters:
        for match in charter.names(words):
            if match.kind is NameKind.OWNER:
                here = tuple(places[charter.owners[position].name] for position in match.positions)
                before = found[match.first, match.last].positions if (match.first, match.last) in found else ()
                found[match.first, match.last] = match._replace(positions=tuple(dict.fromkeys((*before, *here))))
    within = {(first, last) for first, last in found for a, b in found if a <= first and last <= b and (a, b) != (first, last)}
    return [found[span] for span in sorted(found) if span not in within]


def _is_listing(asked: Question) -> bool:
    return asked.intent is Intent.LISTING and not asked.role


def _of_owners(asked: Question, index: Index) -> Answer | None:
    """The answer to a question about the owners themselves; None where it is about a topic, or no line says anything to it."""
    if asked.intent in (Intent.REPORTING, Intent.BELOW):
        line = reporting_line(asked, index) if asked.intent is Intent.REPORTING else those_below(asked, index)
        if line is not None:
            return line
    return absent_role(asked, index) if asked.role else None


def _has_topic(asked: Question) -> bool:
    return asked.intent is not Intent.NOTHING and bool(asked.focuses)


def _together(question: str, parts: tuple[Answer, ...]) -> Answer:
    """One answer over several topics: all their owners, as sure as the least sure of them."""
    named = [part for part in parts if part.owners]
    owners = tuple(dict.fromkeys(owner for part in named for owner in part.owners))
    standing = max((part.standing for part in named), key=_SUREST.index, default=Standing.UNKNOWN)
    first = named[0] if named else parts[0]
    return replace(
        first,
        question=question,
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
