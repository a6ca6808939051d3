"""Decides which side of what was weighed is the answer, how it is known, and when nothing is known.

The thresholds are here and nowhere else. Sees no rulings.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from knowledge.answers.weighing import HALF, HEAD_PHRASE, Side, Support, Weighed, Word, calls_for, stems_of
from knowledge.index import Index
from knowledge.index.lexicon import Audience
from knowledge.index.question import Question
from knowledge.index.question_plain import is_plain
from knowledge.types import Standing

# Shares of the question's words (by weight) that have to be accounted for.
ENOUGH = 0.5  # before an owner is named at all
ENOUGH_NAMED_KIND = 0.3  # where an owner is asked for and the topic names a kind of thing that is owned
ENOUGH_ALONE = 0.15  # where one line holds two words of its topic, and nobody else has anything like it
ENOUGH_IN_STORY = 0.2  # in a long message without a topic of its own in the asking
ENOUGH_WHOLE = 0.05  # there, where a whole topic of several words is named
ENOUGH_NAMED = 0.55  # by lines that hold the words themselves, before an answer is documented
ENOUGH_TOLD = 0.8  # in a story: so much weight has to be accounted for in all
ENOUGH_OF_TOPIC = 0.5  # of a claim's topic has to be in the question, or two words of its line
NEAR = 0.5  # of the best, for a topic to be offered as near

_REPUT_OF_TOPIC = 0.25  # of a claim's topic, where one of its words stands for several that were typed; all of it, where for one
WHOLE = 1.0  # the question holds all of a claim's topic
_TIED = 0.97  # sides as strong as this share of the best are as good
_COMPATIBLE = 0.85  # lines that give one topic to one owner and to several are read together from this share of the best
_MOSTLY = 0.8  # of what is accounted for comes from lines that hold the words
_FAR_BEHIND = 0.5  # of the best: nothing like it
_ASIDE_IN_STORY = 1.15  # of what speaks for an owner: so much of a story may be of things that nobody owns
_WHOLE_IN_STORY = 2.0  # and so much where a whole topic of several words is named in it
_ASIDE = 0.7  # of what speaks for an owner: less may belong to nobody without casting doubt
_PART = 0.4  # of the best: enough for the other owner of a thing that is said to be shared
_SHARED_LEAN = 0.72  # a side of several owners wins from here when the question speaks of both


class Verdict(NamedTuple):
    """The sides that are the answer (several: contested), and its standing; UNKNOWN with the side of nobody where a line says so, and with
    no side where nothing is known."""

    sides: tuple[Side, ...]
    standing: Standing


UNKNOWN = Verdict((), Standing.UNKNOWN)


def judge(weighed: Weighed, asked: Question, story: bool, index: Index, around: frozenset[str] = frozenset()) -> Verdict:
    """The verdict on one topic; `story`: it is a long message rather than a phrase; `around`: stems of what else was said."""
    best = _leading(weighed, asked, index) if weighed.sides else None
    if best is None or not _enough(best, weighed, story, asked.asked, index):
        return _nobodys(weighed, story)
    equals = [side for side in weighed.sides if side.explained >= best.explained * _TIED and set(side.owners).isdisjoint(best.owners)]
    if not equals and asked.shared and len(best.owners) == 1 and not _named_whole(best):
        equals = [side for side in weighed.sides if side.explained >= best.explained * _PART and set(side.owners).isdisjoint(best.owners)][
            :1
        ]
    equals = [side for side in equals if not _names_more(best, side, index)]
    words = frozenset(word.stem for word in weighed.words)
    best = next((side for side in equals if _rather(side, best, words, index)), best)
    tied = [side for side in equals if side is not best and not (_label(side, best, index) or _label(best, side, index))]
    if tied and not asked.shared and (told := _told_of([best, *tied], around, index)):
        best, tied = told, []
    standing = _standing(best, weighed, story, index)
    if standing is Standing.UNKNOWN:
        return UNKNOWN
    return Verdict((best, *tied), Standing.CONTESTED) if tied else Verdict((best,), standing)


def _nobodys(weighed: Weighed, story: bool) -> Verdict:
    """The verdict where nobody is found to own it: that a line says so, else that nothing is known."""
    named = best_claim(weighed.nobody)
    said = named is not None and _says_so(named, weighed.nobody, weighed, story)
    return Verdict((weighed.nobody,), Standing.UNKNOWN) if said else UNKNOWN


def _names_more(best: Side, side: Side, index: Index) -> bool:
    """Whether a whole topic of `best` is named and only a part of it by the other's whole topics ("plate room" beside "plates")."""
    whole, parts = (
        [frozenset(index.topic_terms(each.claims[0])) for each in one.supports if each.kinds is None and each.coverage == WHOLE]
        for one in (best, side)
    )
    return bool(parts) and any(all(part < topic for part in parts) for topic in whole)


def _told_of(sides: Sequence[Side], around: frozenset[str], index: Index) -> Side | None:
    """The one of equal sides whose line holds most of what else was said ("she waited on the phone"); None where none does.

    Lines that give one topic to several contradict each other, whatever else was said.
    """
    lines = [index.claims[side.supports[0].claims[0]] for side in sides]
    if len({stems_of(line.topic) for line in lines}) < len(lines):
        return None
    around -= stems_of(" ".join(owner for line in lines for owner in line.owners))
    shared = [len(around & stems_of(line.quote)) for line in lines]
    most = max(shared)
    return sides[shared.index(most)] if most and shared.count(most) == 1 else None


def _leading(weighed: Weighed, asked: Question, index: Index) -> Side:
    """The strongest side; of about equal ones, one that several share where the question speaks of both, else one of a single owner."""
    best = weighed.sides[0]
    if asked.shared or weighed.audience is Audience.BOTH:
        shared = [side for side in weighed.sides if len(side.owners) > 1 and side.explained >= best.explained * _SHARED_LEAN]
        return shared[0] if shared else best
    alone = next((side for side in weighed.sides if len(side.owners) == 1 and side.explained >= best.explained * _TIED), None)
    if alone is None:
        return best
    if weighed.audience:
        return alone
    near = (side for side in weighed.sides if side.explained >= best.explained * _COMPATIBLE)
    return next((side for side in near if _same_topic_shared(side, alone, index)), alone)


def _same_topic_shared(side: Side, alone: Side, index: Index) -> bool:
    """Whether one line gives a topic to one owner and another line the very same topic to that one and others: compatible claims."""
    one, many = side.supports[0], alone.supports[0]
    if len(side.owners) < 2 or not set(alone.owners) <= set(side.owners):
        return False
    return bool(one.claims and many.claims) and index.topic_terms(one.claims[0]) == index.topic_terms(many.claims[0])


def _rather(side: Side, best: Side, asked: frozenset[str], index: Index) -> bool:
    """Whether `side` is meant rather than `best`: the owner of a thing, or who has the very part in it that is asked for."""
    if label := _label(best, side, index):
        return not calls_for(stems_of(label), asked)
    label = _label(side, best, index)
    return bool(label) and calls_for(stems_of(label), asked)


def _label(side: Side, other: Side, index: Index) -> str:
    """The part that `side` has in the very thing that the same line gives to `other` ("technical owner"), "" for none."""
    part, whole = index.claims[side.supports[0].claims[0]], index.claims[other.supports[0].claims[0]]
    same = (part.charter, part.line) == (whole.charter, whole.line)
    return part.topic.removesuffix(f" of {whole.topic}") if same and part.topic.endswith(f" of {whole.topic}") else ""


def _enough(best: Side, weighed: Weighed, story: bool, asked: bool, index: Index) -> bool:
    beside = (_WHOLE_IN_STORY if _named_in_story(best, weighed.words) else _ASIDE_IN_STORY) if story else 1.0
    if weighed.nobody.explained >= best.explained * beside:
        return False
    if story:
        return best.explained >= ENOUGH_TOLD and best.shown >= (ENOUGH_WHOLE if _named_in_story(best, weighed.words) else ENOUGH_IN_STORY)
    if asked and best.shown >= ENOUGH_ALONE and _alone_near(best, weighed):
        return True
    alone = weighed.nobody.explained < best.explained * _ASIDE  # nothing weighty in the question belongs to nobody
    named = asked and alone and _named(best, weighed.words, index)
    return best.shown >= (ENOUGH_NAMED_KIND if named else ENOUGH)


def _named_whole(side: Side) -> bool:
    """Whether a topic of several words is in the question as a whole, by words of a line that holds them."""
    return any(len(places) > 1 for places in _whole_topics(side, HEAD_PHRASE))


def _named_in_story(side: Side, words: Sequence[Word]) -> bool:
    """Whether such a topic, or a coined name ("UniStore"), is told of."""
    return _named_whole(side) or any(not is_plain(words[place].typed.word) for places in _whole_topics(side) for place in places)


def names_topic(side: Side) -> bool:
    """Whether a whole topic, or a kind of thing, is named."""
    return any(each.kinds or each.coverage == WHOLE for each in side.supports)


def _whole_topics(side: Side, coverage: float = WHOLE) -> list[frozenset[int]]:
    """The places of each topic that the question holds so much of."""
    return [each.in_topic for each in side.supports if each.kinds is None and each.coverage >= coverage]


def _alone_near(best: Side, weighed: Weighed) -> bool:
    """Whether two words of a topic, or one that stands for several, and half of it are in the question, and nobody else is near."""
    rivals = [weighed.nobody, *(side for side in weighed.sides if side is not best)]
    if any(side.explained >= best.explained * _FAR_BEHIND for side in rivals):
        return False
    reput = {place: word.typed.reput for place, word in enumerate(weighed.words) if word.typed.reput}
    for each in best.supports:
        stood_for = max((reput[place] for place in each.in_topic if place in reput), default=0)
        known = stood_for > 0
        enough = _REPUT_OF_TOPIC if stood_for > 1 else WHOLE if known and len(each.in_topic) == 1 else HALF
        if each.kinds is None and each.coverage >= enough and (known or len(each.in_topic) > 1):
            return True
    return False


def _named(side: Side, words: Sequence[Word], index: Index) -> bool:
    """Whether a kind of thing, or a topic whole, is named by more than words that could stand beside any topic, if there are such."""
    heavy = [word for word in words if word.typed.weight >= 1.0]
    telling_words = any(index.knows(word.stem) or is_plain(word.word) for word in heavy)  # "German" is nobody's
    return any((each.kinds or each.coverage == WHOLE) and (not telling_words or telling(each, words)) for each in side.supports)


def telling(support: Support, words: Sequence[Word]) -> bool:
    """Whether it shares more with the question than words that could stand beside any topic."""
    return any(words[place].typed.weight >= 1.0 for place in support.covers)


def _standing(best: Side, weighed: Weighed, story: bool, index: Index) -> Standing:
    named = best_claim(best)
    if named is not None and _says_so(named, best, weighed, story):
        if any(index.claims[position].standing is Standing.CONTESTED for position in named.claims):
            return Standing.CONTESTED
        return Standing.SHARED if len(best.owners) > 1 else Standing.DOCUMENTED
    if any(support.kinds for support in best.supports) or _alone_near(best, weighed):
        return Standing.INFERRED
    return Standing.UNKNOWN


def _says_so(named: Support, best: Side, weighed: Weighed, story: bool) -> bool:
    """Whether lines hold the question's own words to such a degree that the answer is what they say."""
    whole = ENOUGH_WHOLE if _named_in_story(best, weighed.words) else ENOUGH_NAMED_KIND
    head = story and named.coverage >= HEAD_PHRASE and len(named.in_topic) > 1
    enough = whole if named.coverage == WHOLE or head else ENOUGH_NAMED
    if best.direct < max(weighed.total * enough, best.explained * _MOSTLY):
        return False
    return named.coverage >= ENOUGH_OF_TOPIC or len(named.covers) > 1


def best_claim(side: Side) -> Support | None:
    """The strongest support that holds words of the question itself."""
    return next((support for support in side.supports if support.kinds is None and support.claims), None)
