"""What a message means where none of its words is a topic: the things whose cues it holds, by how strongly it speaks of them.

Decides nothing about owners. What people ruled on, or gave a name to, is left in their words.
"""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.answers.rulings import Rulings
from knowledge.index import terms
from knowledge.index.concepts import Meant, bundled_concepts
from knowledge.index.lexicon import Flavour, Lexicon
from knowledge.index.question import Focus, FocusTerm, weigh
from knowledge.index.question_plain import is_plain
from knowledge.index.words import PRONOUN_OR_NAME

ENOUGH_MEANT = 0.85  # of what a cue tells that is one of nothing else; a cue of many things is not enough by itself
_WELL = 1.61  # more than one cue of two words does, from where on a name within a topic is enough ("cold chain temperature alerts")
PLAINLY = 2.5  # as strongly as two or three such cues together
_PLAIN, _LITTLE = 0.7, 0.4  # what a common English word tells beside another as rare, and a word of asking or owning
_ALIKE = 0.8  # of the likeliest: may be meant as well
_MOST = 5  # things that may be meant at once


def things_meant(told: Sequence[FocusTerm], rulings: Rulings, lexicon: Lexicon, enough: float) -> list[Meant]:
    """The things that words most likely mean, the likeliest first; none where they say less than `enough`."""
    spelt = {term.text: term.word for term in told if not term.text.isdigit() and term.word not in PRONOUN_OR_NAME}
    share = {stem: _LITTLE if weigh(word) < 1.0 else _PLAIN if is_plain(word) else 1.0 for stem, word in spelt.items()}
    ruled = rulings.stems_among(spelt)
    found = [meant for meant in bundled_concepts().meant(spelt, share) if ruled.isdisjoint(meant.stems)][:_MOST]
    least = max(enough, found[0].weight * _ALIKE) if found else 0.0
    return [meant for place, meant in enumerate(found) if meant.weight >= least and _is_telling(meant, spelt, lexicon, place > 0)]


def _is_telling(meant: Meant, spelt: dict[str, str], lexicon: Lexicon, rivalled: bool) -> bool:
    """Whether a thing is told by several words that carry a topic, or, where none is likelier, by one.

    A brand of the lexicon was heard there already: "what is Workday's stock at" asks for no owner.
    """
    carrying = {stem: spelt[stem] for stem in meant.stems if weigh(spelt[stem]) >= 1.0}
    if len(carrying) > 1 or rivalled:
        return len(carrying) > 1
    return not all(_is_brand(stem, word, lexicon) for stem, word in carrying.items())


def is_told_well(meant: Meant, told: Sequence[FocusTerm]) -> bool:
    """Whether several words that carry a topic tell of a thing, so strongly that a topic which holds its name may be meant."""
    return meant.weight >= _WELL and len({term.text for term in told if term.text in meant.stems and weigh(term.word) >= 1.0}) > 1


def _is_brand(stem: str, word: str, lexicon: Lexicon) -> bool:
    return any(mention.flavour is Flavour.EXAMPLE for mention in lexicon.mentions([stem], words=[word]))


def as_topic(name: str) -> Focus:
    """A name as a topic that is asked about."""
    return Focus(name, tuple(FocusTerm(term.text, term.word, 1.0, True) for term in terms(name) if not term.function))


def points_to(meant: Meant, told: Sequence[FocusTerm], name: str) -> str:
    """The step of an inference, in words: "radiator, cold point to heating"."""
    cues = dict.fromkeys(term.word for term in told if term.text in meant.stems)
    return f"{', '.join(cues)} point{'' if len(cues) > 1 else 's'} to {name}"
