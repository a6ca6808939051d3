"""Which claims hold a term, and how much it counts there: BM25F over flat arrays, the best few found without scoring them all.

Works in numbers of terms and claims only; every weight is fixed when the postings are built.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SATURATION = 1.2  # BM25's k1
LENGTH_PENALTY = 0.5  # BM25's b: less than the usual 0.75, because claims are all about a line long
_FEW = 1024  # candidates up to which looking each one up is cheaper than adding the next list whole
_PROBED = 64  # of more candidates, the best so many show what score can be relied on
_SLACK = 1e-4  # no bound is trusted closer than this: sums in 32 bits round

Docs = NDArray[np.int32]
Scores = NDArray[np.float32]


class Field(NamedTuple):
    """One field of all claims: its terms end to end, where each claim's begin, and what one occurrence is worth."""

    flat: NDArray[np.int32]
    offsets: NDArray[np.int64]
    weight: float


class Wanted(NamedTuple):
    """A term of a search: its list, its weight, and the most that it can add to any claim."""

    peak: float
    docs: Docs
    impacts: Scores
    weight: np.float32


class Postings:
    """`docs[starts[t]:starts[t + 1]]` are the claims that hold term t, ascending; `impacts` what t adds to each."""

    def __init__(self, starts: NDArray[np.int64], docs: Docs, impacts: Scores, peaks: Scores, size: int) -> None:
        self.starts, self.docs, self.impacts, self.peaks, self.size = starts, docs, impacts, peaks, size
        self._starts, self._peaks = starts.data, peaks.data
        self._spare: list[Scores] = []  # zeroed sums, one a claim; a thread takes one and puts it back

    @classmethod
    def of(cls, fields: Sequence[Field], vocabulary: int, size: int) -> Postings:
        """Count every occurrence, damp it by its field's length and its claim's other occurrences, weigh it by rarity."""
        claim_bits = max(size - 1, 1).bit_length()
        packed = np.concatenate([_occurrences(field, claim_bits, number) for number, field in enumerate(fields)])
        packed.sort()
        claims = (packed >> np.uint64(2)) & np.uint64((1 << claim_bits) - 1)
        value = np.concatenate([_worth(field) for field in fields])[(packed & np.uint64(3)) * np.uint64(size) + claims]
        packed >>= np.uint64(2)
        heads = np.flatnonzero(np.diff(packed, prepend=np.uint64(2**64 - 1)))
        frequency = np.add.reduceat(value, heads) if len(heads) else value
        held = np.bincount((packed[heads] >> np.uint64(claim_bits)).astype(np.int64), minlength=vocabulary)
        starts = np.concatenate([[0], np.cumsum(held)]).astype(np.int64)
        rarity = np.log1p((size - held + 0.5) / (held + 0.5)).astype(np.float32)
        impacts = np.repeat(rarity, held) * (frequency * np.float32(SATURATION + 1) / (frequency + np.float32(SATURATION)))
        peaks = np.zeros(vocabulary, dtype=np.float32)
        used = np.flatnonzero(held)
        peaks[used] = np.maximum.reduceat(impacts, starts[used]) if len(used) else 0
        return cls(starts, claims[heads].astype(np.int32), impacts.astype(np.float32), peaks, size)

    def count(self, term: int) -> int:
        """How many claims hold the term."""
        return self._starts[term + 1] - self._starts[term]

    def holds(self, term: int, docs: Docs) -> NDArray[np.bool_]:
        """For each of these claims, whether it holds the term."""
        listed = self.docs[self._starts[term] : self._starts[term + 1]]
        held: NDArray[np.bool_] = listed.take(listed.searchsorted(docs), mode="clip") == docs
        return held

    def search(self, wanted: Sequence[tuple[int, float]], limit: int) -> tuple[Docs, Scores]:
        """The `limit` best claims for (term, weight) pairs: best first, equal scores in the order of the charter."""
        lists = self._lists(wanted)
        if not lists or limit < 1:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        return _best(*self._candidates(lists, limit), limit)

    def _candidates(self, lists: list[Wanted], limit: int) -> tuple[Docs, Scores]:
        """MaxScore: take in whole lists, rarest first, until no claim outside them can be among the best; then only look claims up.

        `rest[i]` is the most that the lists from i on can add together; `floor` is a score that the last of the best surely reaches.
        """
        rest = [0.0] * (len(lists) + 1)
        for place in range(len(lists) - 1, -1, -1):
            rest[place] = rest[place + 1] + lists[place].peak
        docs, scores = lists[0].docs, lists[0].impacts * lists[0].weight
        sums: Scores | None = None
        touched = [docs]
        try:
            for place in range(1, len(lists)):
                floor, finished = _promised(docs, scores, lists[place:], rest[place:], limit)
                if floor > rest[place] + _SLACK:
                    if finished is not None:
                        return finished
                    kept = scores >= floor - rest[place] - _SLACK
                    return _looked_up(docs[kept], scores[kept], lists[place:], rest[place:], limit)
                if sums is None:
                    sums = self._take_sums()
                    sums[docs] = scores
                wanted = lists[place]
                if len(wanted.docs) > _FEW:
                    alone = wanted.impacts * wanted.weight
                    floor = max(floor, _promised(wanted.docs, alone, lists[place + 1 :], rest[place + 1 :], limit)[0])
                new = _add_list(sums, wanted, floor - rest[place + 1] - _SLACK)
                touched.append(new)
                docs = np.concatenate([docs, new])
                scores = sums[docs]
            return docs, scores
        finally:
            if sums is not None:
                for each in touched:
                    sums[each] = 0.0
                self._spare.append(sums)

    def _take_sums(self) -> Scores:
        try:
            return self._spare.pop()
        except IndexError:
            return np.zeros(self.size, np.float32)

    def _lists(self, wanted: Sequence[tuple[int, float]]) -> list[Wanted]:
        weights: dict[int, float] = {}
        for term, weight in wanted:
            weights[term] = weights.get(term, 0.0) + weight
        lists = []
        for term, weight in weights.items():
            here = slice(self._starts[term], self._starts[term + 1])
            lists.append(Wanted(self._peaks[term] * weight, self.docs[here], self.impacts[here], np.float32(weight)))
        return sorted((each for each in lists if each.peak > 0), key=lambda each: (-each.peak, len(each.docs)))


def _occurrences(field: Field, claim_bits: int, number: int) -> NDArray[np.uint64]:
    """Term, claim and field of each occurrence in one number, so that one plain sort groups them."""
    packed = field.flat.astype(np.uint64)
    packed <<= np.uint64(claim_bits + 2)
    claims = np.arange(number, 4 * len(field.offsets) - 4, 4, dtype=np.uint64)  # each claim in the bits above its field
    packed |= np.repeat(claims, np.diff(field.offsets))
    return packed


def _worth(field: Field) -> Scores:
    """What one occurrence in this field counts, for each claim: less in a longer field."""
    lengths = np.diff(field.offsets)
    average = max(float(lengths.mean()) if len(lengths) else 0.0, 1.0)
    return (field.weight / (1 - LENGTH_PENALTY + LENGTH_PENALTY * lengths / average)).astype(np.float32)


def _floor(scores: Scores, limit: int) -> float:
    """The score of the `limit`-th best, 0 where there are fewer."""
    return float(np.partition(scores, -limit)[-limit]) if len(scores) >= limit else 0.0


def _promised(docs: Docs, scores: Scores, lists: list[Wanted], rest: list[float], limit: int) -> tuple[float, tuple[Docs, Scores] | None]:
    """A score that `limit` claims surely reach once the remaining lists are looked up; and all candidates so, where they are few."""
    if len(docs) <= max(_FEW, limit):
        finished = _looked_up(docs, scores, lists, rest, limit)
        return _floor(finished[1], limit), finished
    best = np.argpartition(scores, -max(_PROBED, limit))[-max(_PROBED, limit) :]
    return _floor(_looked_up(docs[best], scores[best], lists, rest, limit)[1], limit), None


def _add_list(sums: Scores, wanted: Wanted, least: float) -> Docs:
    """Add a list to the sums; gives the claims that were not in them yet and that alone are worth `least` or more."""
    before = sums[wanted.docs]
    gains = wanted.impacts * wanted.weight
    known = before > 0
    taken = known | (gains >= least)
    docs = wanted.docs[taken]
    sums[docs] = before[taken] + gains[taken]
    return docs[~known[taken]]


def _looked_up(docs: Docs, scores: Scores, lists: list[Wanted], rest: list[float], limit: int) -> tuple[Docs, Scores]:
    """The candidates that can still be among the best, with what the remaining lists add to each."""
    scores = scores.copy()
    for wanted, possible in zip(lists, rest, strict=False):
        if len(docs) > 8 * limit:
            kept = scores >= _floor(scores, limit) - possible - _SLACK
            docs, scores = docs[kept], scores[kept]
        place = wanted.docs.searchsorted(docs)
        gains = wanted.impacts.take(place, mode="clip")
        gains *= wanted.docs.take(place, mode="clip") == docs
        gains *= wanted.weight
        scores += gains
    return docs, scores


def _best(docs: Docs, scores: Scores, limit: int) -> tuple[Docs, Scores]:
    if len(scores) > limit:
        kept = scores >= np.partition(scores, -limit)[-limit]
        docs, scores = docs[kept], scores[kept]
    order = np.lexsort((docs, -scores))[:limit]
    return docs[order], scores[order]
