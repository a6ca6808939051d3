"""Chooses between what several charters say to one question: each is asked by itself, and the one that knows the topic best answers.

So a charter that has nothing to say changes no answer; one whose line names nobody for the very topic comes before what another only
lets guess. Charters that know a topic as well as each other and give it to different
owners contradict each other: that is contested, not settled in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from knowledge.answers.composing import MAX_SUGGESTIONS, Composer, Found
from knowledge.answers.evidence import MAX_EVIDENCE
from knowledge.types import Answer, Standing

_TIED = 0.97  # of the best: as good
_RULED = (Standing.DECIDED, Standing.CONTESTED)


class _Voice(NamedTuple):
    """What one charter has to say to one topic."""

    composer: Composer
    found: Found

    @property
    def sure(self) -> tuple[float, float]:
        """How far the topic was accounted for: by the answer, else by whatever shares words with it."""
        sides = self.found.weighed.sides
        said = self.found.weighed.nobody.shown if self.leaves_open else self.found.answer.confidence
        return said, sides[0].shown if sides else 0.0

    @property
    def leaves_open(self) -> bool:
        """Whether a line is about the topic and names nobody for it."""
        return not self.found.answer.owners and bool(self.found.answer.evidence)

    @property
    def certain(self) -> bool:
        return self.found.answer.standing is not Standing.INFERRED

    def told(self) -> Answer:
        return self.composer.told(self.found)


def among_charters(composers: Sequence[Composer]) -> tuple[Answer, ...]:
    """An answer for each topic of the question that each of these puts to a charter of its own; none where no charter finds a topic."""
    heard = [[_Voice(composer, found) for found in composer.found()] for composer in composers]
    heard = [voices for voices in heard if voices]
    if not heard:
        return ()
    lead = max(heard, key=lambda voices: sum(voice.sure[0] for voice in voices) / len(voices))
    alike = [lead, *(voices for voices in heard if len(voices) == len(lead) and voices is not lead)]
    return tuple(_settled(voices) for voices in zip(*alike, strict=True))


def _settled(voices: Sequence[_Voice]) -> Answer:
    """The answer to one topic."""
    named = [voice for voice in voices if voice.found.answer.owners]
    left_open = [voice for voice in voices if voice.leaves_open]
    if not named or (left_open and not any(voice.certain for voice in named)):
        said = left_open or voices
        best = max(said, key=lambda voice: voice.sure)
        told = sorted((voice.told() for voice in said), key=lambda answer: not answer.owners)
        return told[0] if told[0].owners else _unknown(best.told(), told)
    best = max(named, key=lambda voice: voice.sure)
    tied = [voice for voice in named if voice.sure[0] >= best.sure[0] * _TIED]
    certain = [voice for voice in tied if voice.certain]
    told = [voice.told() for voice in sorted(certain or tied, key=lambda voice: voice is not best)]
    ruled = [answer for answer in told if answer.decision or answer.dispute]
    return ruled[0] if ruled else _together(told)


def _together(told: Sequence[Answer]) -> Answer:
    """What charters that are equally sure say: one owner with the lines of each, or one thing that is contested."""
    first = told[0]
    agreed = [answer for answer in told if set(answer.owners) == set(first.owners) and answer.tie is first.tie]
    evidence = tuple(dict.fromkeys(chain.from_iterable(answer.evidence for answer in agreed)))[:MAX_EVIDENCE]
    others = [answer for answer in told if answer not in agreed and answer.owners and answer.tie is first.tie]
    if not others or not first.owners:
        return replace(first, evidence=evidence)
    return replace(
        first,
        standing=Standing.CONTESTED,
        owners=tuple(dict.fromkeys(owner for answer in (first, *others) for owner in answer.owners)),
        evidence=tuple(dict.fromkeys(answer.evidence[0] for answer in (first, *others) if answer.evidence))[:MAX_EVIDENCE],
        suggestions=(),
    )


def _unknown(best: Answer, told: Sequence[Answer]) -> Answer:
    """Nobody, with the topics that are near in any charter."""
    near = dict.fromkeys(chain(best.suggestions, *(answer.suggestions for answer in told)))
    return replace(best, suggestions=tuple(near)[:MAX_SUGGESTIONS])
