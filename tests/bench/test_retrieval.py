"""Finding a claim by the words of a question, beside tantivy, SQLite FTS5 and rank_bm25 over the same claims in the same run.

Sizes: `REMIT_BENCH_CLAIMS=10000,100000,1000000` (about ten minutes and 8 GB); with `REMIT_CI` set, the first two. Each question is
asked in interleaved rounds and its median taken, so that a busy machine slows all engines alike. Only ratios mean anything.
"""

from __future__ import annotations

import gc
import math
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, median
from time import perf_counter

import pytest

from knowledge.index import topic_key
from tests.bench.conftest import Figure
from tests.bench.corpus import Asked, make_questions, make_register
from tests.bench.engines import Engine, answers, building_times, rank_bm25_engine, remit, sqlite_engine, tantivy_engines, whole_text

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

SMALL, MIDDLE, LARGE = 10_000, 100_000, 1_000_000
QUESTIONS, ROUNDS = 1000, 5
PATIENCE = 4.0  # seconds that an engine may take for one round; slow ones answer fewer questions, the first of the same
REMIT, TERMS, TOPIC_ONLY = "Remit", "Remit, terms at hand", "Remit, topic's terms at hand"
TANTIVY, FUZZY = "tantivy", "tantivy, fuzzy on unknown words"


@dataclass
class Figures:
    """What one engine did at one size: for each question asked, its median time (seconds) and whether the first answer was right."""

    engine: Engine
    asked: list[Asked] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)

    def quantile(self, share: float, times: Sequence[float] | None = None) -> float:
        """The time within which this share of the questions was answered."""
        ordered = sorted(self.times if times is None else times)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]

    def right_first(self, *, slips: bool = False) -> float:
        """The share of questions (of those with a slip only) whose first answer was right."""
        return fmean(right for right, asked in zip(self.right, self.asked, strict=True) if asked.slip or not slips)

    def times_of(self, *kinds: str) -> list[float]:
        """The times of the questions of these kinds, slips aside."""
        return [time for time, asked in zip(self.times, self.asked, strict=True) if asked.kind in kinds and not asked.slip]


Runs = dict[int, dict[str, Figures]]
"""At each size, what each engine did."""


def sizes() -> list[int]:
    """How many claims to measure with."""
    chosen = os.environ.get("REMIT_BENCH_CLAIMS") or (f"{SMALL},{MIDDLE}" if os.environ.get("REMIT_CI") else f"{SMALL},{MIDDLE},{LARGE}")
    return [int(size) for size in chosen.split(",")]


@pytest.fixture(scope="module")
def runs(pytestconfig: pytest.Config) -> Runs:
    """Every size measured once, the tables printed past pytest's capture."""
    measured = {}
    for size in sizes():
        measured[size] = measure(size)
        with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            print(table(size, measured[size]))
    return measured


def at(runs: Runs, size: int) -> dict[str, Figures]:
    """The run at one size; skips where it was not asked for."""
    if size not in runs:
        pytest.skip(f"needs REMIT_BENCH_CLAIMS with {size}")
    return runs[size]


def measure(size: int) -> dict[str, Figures]:
    """Build all engines and ask them in turn."""
    register = make_register(size)
    questions = make_questions(register, QUESTIONS)
    claims = register.claims
    index, mine = remit(claims)
    texts = [topic_key(whole_text(claim)) for claim in claims]
    vocabulary = Counter(word for text in texts for word in set(text.split()))
    engines = [*mine, answers(claims, index), *tantivy_engines(claims, texts, vocabulary), sqlite_engine(texts), rank_bm25_engine(texts)]
    gc.collect()
    gc.freeze()  # a collection over all the claims, in the middle of somebody's question, would be nobody's merit
    try:
        figures = ask_in_rounds(engines, questions)
    finally:
        gc.unfreeze()
    return {each.engine.name: each for each in figures}


def ask_in_rounds(engines: Sequence[Engine], questions: Sequence[Asked]) -> list[Figures]:
    """Ask every engine the same questions, in turn, round after round; the first round warms up and tells who is slow."""
    counts = {engine.name: within_patience(engine, questions) for engine in engines}
    times: dict[str, list[list[float]]] = {engine.name: [[] for _ in range(counts[engine.name])] for engine in engines}
    for _ in range(ROUNDS):
        for engine in engines:
            for asked, taken in zip(questions, times[engine.name], strict=False):
                start = perf_counter()
                engine.ask(asked)
                taken.append(perf_counter() - start)
    return [figures_of(engine, questions[: counts[engine.name]], times[engine.name]) for engine in engines]


def within_patience(engine: Engine, questions: Sequence[Asked]) -> int:
    """How many questions the engine answers before patience ends; at least one."""
    start = perf_counter()
    for count, asked in enumerate(questions, 1):
        engine.ask(asked)
        if perf_counter() - start > PATIENCE:
            return count
    return len(questions)


def figures_of(engine: Engine, questions: Sequence[Asked], times: Sequence[list[float]]) -> Figures:
    """The medians of the rounds, and which first answers were right."""
    firsts = [engine.ask(asked)[:1] for asked in questions]
    right = [bool(first) and first[0] in asked.right for first, asked in zip(firsts, questions, strict=True)]
    return Figures(engine, list(questions), [median(taken) for taken in times], right)


def table(size: int, run: dict[str, Figures]) -> str:
    """What was measured at one size, times in microseconds."""
    lines = [f"\n{size:,} claims"]
    columns = ("built s", "median", "p99", "mean", "partial", "right", "slips right", "asked")
    lines.append(f"{'engine':32}" + "".join(f"{column:>12}" for column in columns))
    for name, each in run.items():
        micro = [each.quantile(0.5), each.quantile(0.99), fmean(each.times), median(each.times_of("partial") or [math.nan])]
        cells = [f"{each.engine.built:.2f}", *(f"{value * 1e6:,.0f}" for value in micro), f"{each.right_first():.3f}"]
        lines.append(f"{name:32}" + "".join(f"{cell:>12}" for cell in (*cells, slips_right(each), str(len(each.times)))))
    return "\n".join(lines)


def slips_right(figures: Figures) -> str:
    return f"{figures.right_first(slips=True):.3f}" if any(asked.slip for asked in figures.asked) else "-"


@pytest.mark.parametrize("other", [TANTIVY, FUZZY])
def test_at_a_million_claims_the_median_is_at_most_half_of_tantivys(runs: Runs, other: str, figure: Figure) -> None:
    figures = at(runs, LARGE)
    figure(f"median at 1,000,000 to that of {other}", figures[REMIT].quantile(0.5) / figures[other].quantile(0.5), most=0.5)


@pytest.mark.parametrize("other", [TANTIVY, FUZZY])
def test_at_a_million_claims_the_slowest_hundredth_is_no_slower_than_tantivys(runs: Runs, other: str, figure: Figure) -> None:
    figures = at(runs, LARGE)
    figure(f"p99 at 1,000,000 to that of {other}", figures[REMIT].quantile(0.99) / figures[other].quantile(0.99), most=1.0)


@pytest.mark.parametrize(("size", "ahead"), [(SMALL, 0.0), (MIDDLE, 0.03), (LARGE, 0.03)])
def test_the_first_answer_is_right_more_often_than_with_tantivy_at_its_best(runs: Runs, size: int, ahead: float, figure: Figure) -> None:
    figures = at(runs, size)
    best = max(figures[TANTIVY].right_first(), figures[FUZZY].right_first())
    figure(f"right first at {size:,} above tantivy's best", figures[REMIT].right_first() - best, least=ahead, unit="")


def test_at_a_hundred_thousand_claims_slips_of_the_pen_are_forgiven(runs: Runs, figure: Figure) -> None:
    figure("right first on slips at 100,000", at(runs, MIDDLE)[REMIT].right_first(slips=True), least=0.95, unit="")


def test_a_hundred_times_the_claims_cost_less_than_eight_times_the_time(runs: Runs, figure: Figure) -> None:
    small, large = at(runs, SMALL)[REMIT], at(runs, LARGE)[REMIT]
    slope = math.log(fmean(large.times) / fmean(small.times)) / math.log(LARGE / SMALL)
    figure("slope of log mean time from 10,000 to 1,000,000", slope, most=0.45, unit="")


@pytest.mark.parametrize("size", [MIDDLE, LARGE])
def test_a_whole_name_costs_the_same_however_many_there_are(runs: Runs, size: int, figure: Figure) -> None:
    few, many = (median(at(runs, each)[REMIT].times_of("whole", "bare")) for each in (SMALL, size))
    figure(f"exact names at {size:,} to those at 10,000", many / few, most=1.5)


def test_the_words_of_the_asking_cost_next_to_nothing(runs: Runs, figure: Figure) -> None:
    size = max(runs)
    figures = at(runs, size)
    ratio = fmean(figures[TERMS].times) / fmean(figures[TOPIC_ONLY].times)
    most = 1.2 if size == LARGE else 1.3  # what a word costs whatever the size weighs more where all else is quick
    figure(f"words of the asking left in, at {size:,}: mean to that without them", ratio, most=most)


@pytest.mark.parametrize(("threads", "most", "on"), [(1, 2.0, "one thread, as ours"), (0, 4.0, "as many threads as it likes")])
def test_building_takes_at_most_twice_as_long_as_tantivys(threads: int, most: float, on: str, figure: Figure) -> None:
    ours, theirs = building_times(make_register(MIDDLE).claims, threads)
    figure(f"building {MIDDLE:,} to tantivy's on {on}", ours / theirs, most=most, of=f"{ours:.2f} s, {theirs:.2f} s")
