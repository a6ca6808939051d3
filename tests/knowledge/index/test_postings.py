"""Claims by weight of shared words: the sums of BM25, and that pruning never changes what is best."""

from __future__ import annotations

import math
import threading
from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.index import postings
from knowledge.index.postings import LENGTH_PENALTY, SATURATION, Field, Postings

TERMS = 12
TOLERANCE = 1e-4  # relative; the postings are kept in 32 bits
Texts = list[list[int]]
CLAIM = st.lists(st.integers(0, TERMS - 1), max_size=6)
COLLECTIONS = st.lists(st.tuples(CLAIM, CLAIM), min_size=1, max_size=60)
WANTED = st.lists(st.tuples(st.integers(0, TERMS - 1), st.sampled_from([0.5, 0.8, 1.0, 2.0])), max_size=6)


def field(texts: Texts, weight: float) -> Field:
    flat = np.array([term for text in texts for term in text], np.int32)
    return Field(flat, np.cumsum([0, *map(len, texts)], dtype=np.int64), weight)


def made(collection: list[tuple[list[int], list[int]]]) -> Postings:
    """Postings of claims of two fields, the first of which counts double."""
    first, second = ([claim[place] for claim in collection] for place in (0, 1))
    return Postings.of([field(first, 2.0), field(second, 1.0)], TERMS, len(collection))


def scored(collection: list[tuple[list[int], list[int]]], wanted: list[tuple[int, float]]) -> dict[int, float]:
    """BM25F as the books have it, claim by claim: the score of each claim that holds a wanted term."""
    size = len(collection)
    averages = [max(sum(len(claim[place]) for claim in collection) / size, 1.0) for place in (0, 1)]
    held = Counter(term for claim in collection for term in {*claim[0], *claim[1]})
    scores = {}
    for position, claim in enumerate(collection):
        score = 0.0
        for term, weight in wanted:
            frequency = sum(
                worth * text.count(term) / (1 - LENGTH_PENALTY + LENGTH_PENALTY * len(text) / average)
                for text, average, worth in zip(claim, averages, (2.0, 1.0), strict=True)
            )
            rarity = math.log(1 + (size - held[term] + 0.5) / (held[term] + 0.5))
            score += weight * rarity * frequency * (SATURATION + 1) / (frequency + SATURATION)
        if score > 0:
            scores[position] = score
    return scores


def check_best(collection: list[tuple[list[int], list[int]]], wanted: list[tuple[int, float]], limit: int) -> None:
    """The postings find as many of the best claims as there are, best first, none better left out, each with its own score."""
    docs, scores = made(collection).search(wanted, limit)
    truth = scored(collection, wanted)
    found = docs.tolist()
    assert len(found) == len(set(found)) == min(limit, len(truth))
    assert scores.tolist() == pytest.approx([truth[claim] for claim in found], rel=TOLERANCE)
    assert scores.tolist() == pytest.approx(sorted(truth.values(), reverse=True)[:limit], rel=TOLERANCE)
    assert sorted(scores.tolist(), reverse=True) == scores.tolist()


@given(COLLECTIONS, WANTED, st.integers(1, 8))
@example([([0, 1], [1]), ([1], [])], [(0, 1.0), (0, 1.0), (1, 0.5)], 5)
def test_scores_are_those_of_bm25_reckoned_claim_by_claim(
    collection: list[tuple[list[int], list[int]]], wanted: list[tuple[int, float]], limit: int
) -> None:
    check_best(collection, wanted, limit)


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(1, 6), st.sampled_from([(8, 8), (40, 8), (100, 64), (postings._FEW, postings._PROBED)]))
def test_pruning_never_changes_what_is_best(seed: int, limit: int, thresholds: tuple[int, int]) -> None:
    """Collections large enough for lists to be left out: a few terms everywhere, most of them rare."""
    rng = np.random.default_rng(seed)
    shares = 1 / np.arange(1, TERMS + 1) ** 1.5
    drawn = rng.choice(TERMS, (400, 2, 5), p=shares / shares.sum())
    lengths = rng.integers(0, 6, (400, 2))
    collection = [tuple(drawn[row, place, : lengths[row, place]].tolist() for place in (0, 1)) for row in range(400)]
    wanted = [(int(term), float(rng.choice([0.8, 1.0]))) for term in rng.choice(TERMS, rng.integers(1, 7), replace=False)]
    with pytest.MonkeyPatch.context() as patch:  # each of the ways of leaving lists out, which thousands of claims would take
        patch.setattr(postings, "_FEW", thresholds[0])
        patch.setattr(postings, "_PROBED", thresholds[1])
        check_best(collection, wanted, limit)


def test_equal_claims_come_in_the_order_of_the_charter() -> None:
    docs, scores = made([([1, 2], [])] * 5).search([(1, 1.0), (2, 1.0)], 3)
    assert docs.tolist() == [0, 1, 2]
    assert len(set(scores.tolist())) == 1


def test_a_rarer_word_and_a_shorter_claim_count_more() -> None:
    found = made([([1], [2]), ([2], [1]), ([1, 3], [4, 5, 6, 7]), ([3], [2])])
    assert found.search([(1, 1.0)], 3)[0].tolist() == [0, 2, 1]
    assert found.search([(2, 1.0), (4, 1.0)], 1)[0].tolist() == [2]


@pytest.mark.parametrize(("wanted", "limit"), [([], 5), ([(3, 1.0)], 5), ([(1, 1.0)], 0), ([(1, 0.0)], 5)])
def test_nothing_is_found_for_nothing(wanted: list[tuple[int, float]], limit: int) -> None:
    docs, scores = made([([1], [2])]).search(wanted, limit)
    assert docs.tolist() == scores.tolist() == []


def test_no_claims_hold_no_terms() -> None:
    empty = Postings.of([field([], 1.0)], TERMS, 0)
    assert empty.search([(1, 1.0)], 5)[0].tolist() == []
    assert empty.count(1) == 0


@given(COLLECTIONS, st.integers(0, TERMS - 1))
def test_counts_and_holds_tell_which_claims_have_a_term(collection: list[tuple[list[int], list[int]]], term: int) -> None:
    found = made(collection)
    holding = [term in claim[0] or term in claim[1] for claim in collection]
    assert found.count(term) == sum(holding)
    if found.count(term):
        assert found.holds(term, np.arange(len(collection), dtype=np.int32)).tolist() == holding


def test_many_threads_asking_at_once_get_what_one_gets() -> None:
    rng = np.random.default_rng(5)
    collection = [(rng.integers(0, TERMS, 3).tolist(), rng.integers(0, TERMS, 4).tolist()) for _ in range(3000)]
    found = made(collection)
    questions = [[(int(term), 1.0) for term in rng.choice(TERMS, 4, replace=False)] for _ in range(40)]
    alone = [found.search(wanted, 5)[0].tolist() for wanted in questions]
    wrong: list[int] = []
    ready = threading.Barrier(4)

    def ask() -> None:
        ready.wait()
        for _ in range(5):
            wrong.extend(place for place, wanted in enumerate(questions) if found.search(wanted, 5)[0].tolist() != alone[place])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
