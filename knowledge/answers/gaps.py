"""Groups questions that nobody could answer by what they were about, so that a digest names each gap once.

Pure: wordings in, groups out. Which questions were asked, by whom and how often is kept elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.index import NameMatch, Term
from knowledge.index.lexicon import Flavour, Lexicon, bundled_lexicon
from knowledge.index.question import read_question

ALIKE = 0.6  # share of meanings that two wordings have in common, of all that either has


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Wordings of one gap: their positions in what was given, and the one to show."""

    wording: str
    positions: tuple[int, ...]


def group_questions(questions: Sequence[str], lexicon: Lexicon | None = None) -> list[QuestionGroup]:
    """The questions by meaning, the largest group first, then in the order given; the shortest wording stands for its group.

    Small talk (a question without a topic) is in no group.
    """
    known = lexicon or bundled_lexicon()
    meanings = [meaning_of(question, known) for question in questions]
    centres: list[frozenset[str]] = []
    members: list[list[int]] = []
    holding: dict[str, list[int]] = {}
    for position, meaning in enumerate(meanings):
        if not meaning:
            continue
        near = dict.fromkeys(group for word in sorted(meaning) for group in holding.get(word, ()))
        best = max(near, key=lambda group: (_alike(meaning, centres[group]), -group), default=None)
        if best is not None and _alike(meaning, centres[best]) >= ALIKE:
            members[best].append(position)
            continue
        for word in meaning:
            holding.setdefault(word, []).append(len(centres))
        centres.append(meaning)
        members.append([position])
    ordered = sorted(members, key=lambda group: (-len(group), group[0]))
    return [QuestionGroup(min((questions[each] for each in group), key=lambda text: (len(text), text)), tuple(group)) for group in ordered]


def meaning_of(question: str, lexicon: Lexicon | None = None) -> frozenset[str]:
    """What a question is about: kinds of things where words name them, else the telling words themselves; nothing for small talk."""
    known = lexicon or bundled_lexicon()
    asked = read_question(question, _no_names)
    focuses = asked.focuses or ((asked.context,) if asked.context.content else ())
    terms = [term for focus in focuses for term in focus.terms]
    stems = [term.text for term in terms]
    meaning: set[str] = set()
    named: set[int] = set()
    for mention in known.mentions(stems, frozenset(), [term.word for term in terms]):
        if mention.kind.artifact or mention.flavour is Flavour.CUE:
            continue
        named.update(range(mention.first, mention.last))
        meaning.add(mention.phrase.casefold() if mention.flavour is Flavour.EXAMPLE else f"kind:{mention.kind.name}")
        if mention.kind.function:  # a line of business is too wide to be one gap
            meaning.update(stems[mention.first : mention.last])
    meaning.update(term.text for place, term in enumerate(terms) if place not in named and term.weight >= 1.0)
    return frozenset(meaning) or frozenset(term.text for term in terms if term.weight > 0)


def _no_names(words: Sequence[Term]) -> Sequence[NameMatch]:
    """No charter answered, so no name in one helps."""
    return [] if words else ()


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
