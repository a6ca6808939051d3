"""Composes the answer to each topic of a question: weighs, judges, lays rulings over it and puts it into words.

The order of precedence is here: decision, open dispute, charter, kinds of things, unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from knowledge.answers.evidence import chain_of, evidence_for, receipt_of
from knowledge.answers.grounding import grounds_of
from knowledge.answers.judging import NEAR, Verdict, best_claim, judge, names_topic, telling
from knowledge.answers.meaning import ENOUGH_MEANT, PLAINLY, as_topic, is_told_well, points_to, things_meant
from knowledge.answers.overlay import bearing, contested_by, decided_by
from knowledge.answers.principals import other_principal
from knowledge.answers.rewording import heads_topic, is_within_topic
from knowledge.answers.rulings import Rulings, in_scope
from knowledge.answers.weighing import Side, Support, Weighed, Word, calls_for, stems_of, weigh_focus
from knowledge.answers.words import Ready, in_other_words, ready_words
from knowledge.index import Index, WeightedTerm, terms
from knowledge.index.concepts import Meant
from knowledge.index.lexicon import Lexicon
from knowledge.index.question import Focus, FocusTerm, Question
from knowledge.index.question_forms import SHARED
from knowledge.index.question_plain import is_plain
from knowledge.index.thesaurus import Wording, wording
from knowledge.types import NOT_NAMED, Alias, Answer, Standing, Tie

MAX_SUGGESTIONS = 5
_AND = re.compile(r",?\s+(?:and|&)\s+", re.IGNORECASE)
_LONG = 4  # words of a clause that tells more than its topic
_AN_ASIDE = 0.5  # a clause that says less than this share of what another one says is passed over ("I restarted my phone")
_LEFT_OPEN = re.compile(r"(?:^|; )(\w[\w -]* (?:owner|custodian|steward|sponsor|lead|contact)): ([^;]+)")  # as tables remark it
_KIND = re.compile(
    r"\b(?P<kind>business|biz|technical|tech|it|product|data|process|service) (?P<what>owner|custodian|steward|sponsor|lead|contact)\b"
    r"|\bon the (?P<side>business|technical|tech|it) side\b|(?P<technically>\btechnically\b|\btechie\b)"
    r"|\b(?:which|what|whose) (?P<kin>it|tech|technical|business) (?:team|squad|group|people)\b"
    r"|\b(?:which|what|whose) (?P<party>team|squad)\b|\b(?P<dri>dri)\b"
)
_SAME_KIND = {"technical": ("technical", "it", "tech"), "tech": ("technical", "it"), "it": ("it", "technical"), "biz": ("business",)}
WHOLE_WORD = 0.9  # what a word that names a kind of thing comes to by itself


class _Understood(NamedTuple):
    """Words of a topic, the aliases and other wordings put in for some of them, and what they come to."""

    words: list[Word]
    aliases: tuple[Alias, ...]
    said: tuple[str, ...]
    weighed: Weighed
    verdict: Verdict


class Found(NamedTuple):
    """What a charter and the lexicon say to one topic, before rulings: the answer, what was weighed for it, the stems it was asked by."""

    answer: Answer
    weighed: Weighed
    stems: frozenset[str]


class Composer:
    """One question against the index of one charter and one snapshot of rulings."""

    def __init__(self, asked: Question, index: Index, lexicon: Lexicon, rulings: Rulings) -> None:
        self.asked = asked
        self._asked, self._index, self._lexicon, self._rulings = asked, index, lexicon, rulings
        self._around = frozenset(term.text for term in asked.context.terms)

    def found(self) -> tuple[Found, ...]:
        """What is found for each topic; none where the question names a place that no line names."""
        if self._elsewhere:
            return ()
        return tuple(self._found_for(part) for focus in self._asked.focuses for part in self._topics_of(focus))

    def nothing(self) -> Answer:
        """The answer where no topic is asked about, or one of a place that no line names."""
        return self._unknown(note=self._elsewhere)

    @property
    def _elsewhere(self) -> str:
        """The note on a place that the question names and no line does, "" for none."""
        abroad = self._asked.abroad
        known = any(self._index.knows(term.text) or is_plain(term.word) for term in abroad)
        return f"No line names “{' '.join(term.word for term in abroad)}”." if abroad and not known else ""

    def _topics_of(self, focus: Focus) -> tuple[Focus, ...]:
        """The topics that an "and" joins where each is one by itself and both together are none ("GDPR and public APIs")."""
        pieces = _AND.split(focus.text)
        whole = grounds_of(self._index, self._lexicon).whole
        if len(pieces) < 2 or whole(focus.text) or not all(map(whole, pieces)):
            return (focus,)
        return tuple(map(as_topic, pieces))

    def _unknown(self, suggestions: tuple[str, ...] = (), note: str = "") -> Answer:
        """The honest answer where nothing is known."""
        return Answer(
            self._asked.text, Standing.UNKNOWN, (), "", 0.0, suggestions=suggestions, note=note, receipt=receipt_of(self._index, ())
        )

    def _found_for(self, focus: Focus) -> Found:
        words, aliases, said, weighed, verdict = self._understood(focus)
        answer = self._of_kind(_in_other_words(self._found(verdict, weighed, aliases), said))
        return Found(answer, weighed, frozenset(word.stem for word in words))

    def told(self, found: Found) -> Answer:
        """The answer with rulings laid over it, as the question wants it: who does not, who is consulted."""
        weighed = found.weighed
        ruled = self._ruled(found.answer, weighed, found.stems)
        if self._asked.negated and ruled.owners:
            return self._turned(ruled)
        return self._left_open(ruled, weighed) or self._bound(ruled)

    def _understood(self, focus: Focus) -> _Understood:
        """What the topic comes to by words that the charter may have, else by what one speaks of so."""
        read = self._spoken(focus)
        if self._asked.near and read.verdict.standing is Standing.INFERRED:
            return self._meant(focus, PLAINLY) or read  # of a message of many clauses, one may have been guessed from
        return read if read.verdict.sides else self._meant(focus) or read

    def _meant(self, focus: Focus, least: float = ENOUGH_MEANT) -> _Understood | None:
        """What comes of the things whose cues are told so strongly; None where no topic has any of their names."""
        told = tuple(term for each in (focus, self._asked.context, *self._asked.near) for term in each.content)
        things = things_meant(told, self._rulings, self._lexicon, least)
        return self._of_things(things, told) or self._of_things([meant for meant in things if is_told_well(meant, told)], told, within=True)

    def _of_things(self, things: Sequence[Meant], told: Sequence[FocusTerm], within: bool = False) -> _Understood | None:
        """What comes of the first of these things that a topic has as its head, or, where none has, `within`."""
        for meant in things:
            for name in meant.names:
                read = self._read(as_topic(name), False) if self._bears(wording(name), meant, within) else None
                if read is not None and read.verdict.sides:
                    return read._replace(said=(points_to(meant, told, name), *read.said))
        return None

    def _bears(self, name: Wording, meant: Meant, within: bool) -> bool:
        """Whether a topic bears a name of what is meant; one that was typed itself was judged by its own words."""
        if within:
            return not meant.stems.issuperset(name.stems) and is_within_topic(name, self._index)
        return heads_topic(name, self._index, grounds_of(self._index, self._lexicon))

    def _spoken(self, focus: Focus) -> _Understood:
        """What the topic comes to: by its own words, else by the clause told nearest to the asking, else by the whole message."""
        told = self._asked.story and bool(self._asked.near)
        own = self._read(focus, self._asked.story)
        settled = bool(own.verdict.sides) or _nobodys(own.weighed)
        pointing = bool(self._asked.near) and [term.weight < 1.0 for term in focus.content] == [True]  # "who owns that data?"
        if settled and not (told or pointing):
            return own
        if clause := self._told_near(own, settled) or self._told_at_length():
            return clause
        if pointing and any(mention.kind.artifact for mention in own.weighed.mentions):  # "that tool" is no tool magazine
            settled = settled and any(map(names_topic, own.verdict.sides))
        if told or settled or not self._asked.context.content:
            return own
        wider = self._read(self._asked.context, True)
        words, aliases = [*own.words, *wider.words], (*own.aliases, *wider.aliases)
        return _Understood(words, aliases, (*own.said, *wider.said), *self._weigh(words, aliases, True))

    def _told_near(self, own: _Understood, settled: bool) -> _Understood | None:
        """What the nearest clause comes to that is no aside: as it was typed, else in other words or as something that nobody owns."""
        typed = [self._weighed(ready_words(each, self._index, self._lexicon, self._rulings), False) for each in self._asked.near]
        strongest = max((_heard(read.weighed) for read in typed), default=0.0)
        for read in typed:
            if read.verdict.sides and _heard(read.weighed) >= strongest * _AN_ASIDE:
                return read
        near = [self._read(each, False) for each in self._asked.near]
        strongest = max((_heard(read.weighed) for read in (own, *near)), default=0.0)
        for read in near:
            known = read.verdict.sides or (_outside(read.weighed) and not settled)
            if known and _heard(read.weighed) >= strongest * _AN_ASIDE:
                return read
        return None

    def _told_at_length(self) -> _Understood | None:
        """What the clause comes to that tells most of something owned, where none does in few words."""
        long = [self._read(each, True) for each in self._asked.near if len(each.content) > _LONG]
        known = [read for read in long if read.verdict.standing not in (Standing.UNKNOWN, Standing.INFERRED)]
        return max(known, key=lambda read: _heard(read.weighed), default=None)

    def _read(self, focus: Focus, story: bool) -> _Understood:
        """What a topic comes to as it was typed; where that is nothing, in other everyday words."""
        typed = self._weighed(ready_words(focus, self._index, self._lexicon, self._rulings), story)
        if typed.verdict.sides:
            return typed
        other = in_other_words(focus, self._index, self._lexicon, self._rulings)
        reput = self._weighed(other, story) if other else typed
        return reput if reput.verdict.sides else typed

    def _weighed(self, ready: Ready, story: bool) -> _Understood:
        return _Understood(*ready, *self._weigh(ready.words, ready.aliases, story))

    def _weigh(self, words: Sequence[Word], aliases: Sequence[Alias], story: bool) -> tuple[Weighed, Verdict]:
        asked = self._asked
        if any(SHARED.search(alias.topic.casefold()) for alias in aliases):
            asked = replace(asked, shared=True)
        weighed = weigh_focus(words, self._around, asked.shared, self._index, self._lexicon, grounds_of(self._index, self._lexicon))
        return weighed, judge(weighed, asked, story, self._index, self._around)

    def _found(self, verdict: Verdict, weighed: Weighed, aliases: Sequence[Alias]) -> Answer:
        """What charter and lexicon say."""
        if not verdict.sides:
            return self._unknown(self._suggestions(weighed))
        best = verdict.sides[0]
        lead = self._lead(best, verdict.standing)
        stems = [word.stem for word in weighed.words]
        supports = [lead, *(support for side in verdict.sides for support in side.supports[:2] if support is not lead)]
        if verdict.standing in (Standing.DOCUMENTED, Standing.SHARED, Standing.UNKNOWN):
            supports = [support for support in supports if support.kinds is None]
        owners = tuple(dict.fromkeys(owner for side in verdict.sides for owner in side.owners))
        chain = self._chain(verdict, weighed) if verdict.standing in (Standing.INFERRED, Standing.CONTESTED) else ()
        return Answer(
            question=self._asked.text,
            standing=verdict.standing,
            owners=owners,
            topic=self._index.claims[lead.claims[0]].topic,
            confidence=round(best.shown, 3) if owners else 0.0,
            evidence=evidence_for(supports, stems, self._index),
            chain=chain,
            suggestions=self._suggestions(weighed) if verdict.standing in (Standing.INFERRED, Standing.UNKNOWN) else (),
            note=_alias_note(aliases),
            receipt=receipt_of(self._index, [position for support in supports for position in support.claims[:1]]),
        )

    def _lead(self, side: Side, standing: Standing) -> Support:
        """The support that the answer quotes first."""
        if standing is Standing.INFERRED:
            return next((support for support in side.supports if support.kinds), side.supports[0])
        return best_claim(side) or side.supports[0]

    def _chain(self, verdict: Verdict, weighed: Weighed) -> tuple[str, ...]:
        chain: list[str] = []
        for side in verdict.sides:
            support = next((each for each in side.supports if each.kinds and each.mention), None)
            if support is not None and support.mention is not None:
                typed = " ".join(word.word for word in weighed.words[support.mention.first : support.mention.last])
                chain.extend(chain_of(support, typed))
        return tuple(dict.fromkeys(chain))

    def _suggestions(self, weighed: Weighed) -> tuple[str, ...]:
        """The nearest topics, where some are near."""
        near = [
            (support.coverage, self._index.claims[support.claims[0]].topic)
            for side in weighed.sides
            for support in side.supports
            if support.kinds is None and support.coverage >= NEAR and telling(support, weighed.words)
        ]
        ordered = dict.fromkeys(topic for _, topic in sorted(near, key=lambda each: -each[0]))
        return tuple(ordered)[:MAX_SUGGESTIONS]

    def _ruled(self, found: Answer, weighed: Weighed, stems: frozenset[str]) -> Answer:
        """The answer with decisions and disputes laid over it."""
        dispute = next(iter(bearing(self._rulings.disputes, found, weighed, stems)), None)
        if dispute is not None:
            return contested_by(found, dispute, self._index)
        decisions = bearing(self._rulings.decisions, found, weighed, stems)
        decision = next((each for each in decisions if in_scope(each, stems | self._around)), None)
        return found if decision is None else decided_by(found, decision, self._index)

    @cached_property
    def _kind_asked(self) -> re.Match[str] | None:
        """The kind of owner that the question asks for: "which team runs it, technically?" wants the technical one."""
        return min(_KIND.finditer(self._asked.text.casefold()), key=lambda each: bool(each["party"]), default=None)

    def _of_kind(self, found: Answer) -> Answer:
        """The answer to "kiosks: who is the technical owner?" where the line names one beside the owner; else the answer as it is."""
        asked = self._kind_asked if found.standing in (Standing.DOCUMENTED, Standing.INFERRED) else None
        if asked is None:
            return found
        what = asked["party"] or asked["dri"] or asked["what"] or "owner"
        kind = asked["kind"] or asked["side"] or asked["kin"] or (asked["technically"] and "technical")
        kinds = tuple(f"{each} {what} of " for each in _SAME_KIND.get(kind, (kind,))) if kind else (f"{what} of ",)
        if found.topic.casefold().startswith(kinds):
            return found
        line = (found.evidence[0].charter, found.evidence[0].line)
        wanted = [WeightedTerm(term.text, 1.0) for term in terms(f"{what} of {found.topic}") if not term.function]
        for hit in self._index.search(wanted, MAX_SUGGESTIONS):
            claim = self._index.claims[hit.claim]
            if (claim.charter, claim.line) == line and claim.topic.casefold().startswith(kinds):
                return replace(found, owners=claim.owners, topic=claim.topic, receipt=receipt_of(self._index, [hit.claim]))
        return found

    def _left_open(self, found: Answer, weighed: Weighed) -> Answer | None:
        """The answer to "who is its technical owner" where the line leaves that open, whoever owns the rest; None elsewhere."""
        asked = frozenset(word.stem for word in weighed.words)
        remarks = _LEFT_OPEN.finditer(found.evidence[0].note) if found.standing is Standing.DOCUMENTED else iter(())
        for kind, says in (remark.groups() for remark in remarks):
            if calls_for(stems_of(kind), asked):
                note = f"{_owns(found)}. The line names no {kind}" + ("." if says == NOT_NAMED else f" (“{says}”).")
                return replace(found, owners=(), standing=Standing.UNKNOWN, confidence=0.0, topic=f"{kind} of {found.topic}", note=note)
        return None

    def _bound(self, found: Answer) -> Answer:
        """The answer to "who is consulted on it", where the line names others than its owner (RACI, DACI)."""
        others = found.evidence[0].involved if found.standing in (Standing.DOCUMENTED, Standing.SHARED) else ()
        tie = self._asked.tie
        if tie is Tie.ACCOUNTABLE or not others:
            return found
        bound = tuple(name for name, how in others if how is tie)
        if bound:
            return replace(found, owners=bound, standing=Standing.DOCUMENTED, tie=tie, note=f"{_owns(found)}.")
        return found if tie is Tie.RESPONSIBLE else replace(found, note=f"The line names nobody to be {tie}.")

    def _turned(self, found: Answer) -> Answer:
        """The answer to "who does not own it": the other of two owners, or nobody with a note."""
        other = other_principal(self._index, found.owners)
        said = _owns(found)
        if other is None:
            return replace(
                found, owners=(), standing=Standing.UNKNOWN, confidence=0.0, note=f"{said}; the charter does not say who does not."
            )
        return replace(found, owners=(other,), tie=Tie.NONE, note=f"{said}.")


def _in_other_words(found: Answer, said: tuple[str, ...]) -> Answer:
    """The answer to words that the charter does not have: inferred, with what was put for them."""
    if not said or not found.owners:
        return found
    standing = Standing.INFERRED if found.standing is Standing.DOCUMENTED else found.standing
    return replace(found, standing=standing, chain=(*said, *found.chain))


def _owns(found: Answer) -> str:
    return f"{' and '.join(found.owners)} {'own' if len(found.owners) > 1 else 'owns'} {found.topic}"


def _heard(weighed: Weighed) -> float:
    """The weight of a clause's words that anything accounts for, owned or not."""
    return max(weighed.nobody.explained, weighed.sides[0].explained if weighed.sides else 0.0)


def _nobodys(weighed: Weighed) -> bool:
    """Whether a topic names a kind of thing that nobody owns, by more than a word for anything ("that data")."""
    return any(telling(support, weighed.words) for support in weighed.nobody.supports)


def _outside(weighed: Weighed) -> bool:
    """Whether a clause speaks of something that nobody in the charter owns, rather than of anything an owner could be found for."""
    best = weighed.sides[0].explained if weighed.sides else 0.0
    return weighed.nobody.explained >= max(WHOLE_WORD, best)


def _alias_note(aliases: Sequence[Alias]) -> str:
    return "; ".join(f"{alias.name} is known here as {alias.topic}" for alias in aliases)
