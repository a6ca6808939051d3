"""Measures answers against questions whose owners are known, beside two plain baselines over the same claims.

Pure but for the clock that the caller hands in; printing and reading files are for the command line.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any

from knowledge.answers.principals import principals
from knowledge.errors import DocumentError
from knowledge.index import Index, terms
from knowledge.types import Answer, Claim, Evidence, Standing

JOINT, UNKNOWN = "joint", "unknown"
Ask = Callable[[str], Answer]
Called = Mapping[str, Sequence[str]]
"""What else an owner is called, by its name."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One question with the owners that are right: names, JOINT for several together (of two principal owners, both), or UNKNOWN."""

    question: str
    expect: tuple[str, ...]
    kind: str = "question"
    id: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question got."""

    expected: Expected
    got: str
    right: bool
    standing: str
    topic: str = ""
    evidence: tuple[Evidence, ...] = ()
    chain: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """How well one way of answering did on one set of questions."""

    name: str
    outcomes: tuple[Outcome, ...]
    baselines: tuple[Report, ...] = field(default=())

    @property
    def total(self) -> int:
        return len(self.outcomes)

    @property
    def right(self) -> int:
        return sum(outcome.right for outcome in self.outcomes)

    @property
    def accuracy(self) -> float:
        """Share of right answers, 0 to 1."""
        return self.right / self.total if self.total else 0.0

    @property
    def failures(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if not outcome.right)

    @property
    def wrong_owners(self) -> int:
        """Answers that name an owner that is not right: the expensive mistake."""
        return sum(outcome.got != UNKNOWN for outcome in self.failures)

    @property
    def unknowns_answered(self) -> int:
        """Questions whose only right answer is "unknown" and that got an owner."""
        return sum(outcome.expected.expect == (UNKNOWN,) and outcome.got != UNKNOWN for outcome in self.outcomes)

    @property
    def unknowns_missed(self) -> int:
        """Questions that have an owner and got "unknown"."""
        return sum(outcome.got == UNKNOWN for outcome in self.failures)

    def by_kind(self) -> dict[str, tuple[int, int]]:
        """Right and all, for each kind of question in the order of the file."""
        counted: dict[str, tuple[int, int]] = {}
        for outcome in self.outcomes:
            right, total = counted.get(outcome.expected.kind, (0, 0))
            counted[outcome.expected.kind] = (right + outcome.right, total + 1)
        return counted

    def confusion(self) -> dict[tuple[str, str], int]:
        """How often each expected answer got each answer; of several expected ones the one that was given, else the first."""
        counted: Counter[tuple[str, str]] = Counter()
        for outcome in self.outcomes:
            expect = outcome.expected.expect
            counted[outcome.got if outcome.right else expect[0], outcome.got] += 1
        return dict(counted)

    def as_json(self) -> dict[str, Any]:
        """The report as plain values for `json.dumps`."""
        return {
            "name": self.name,
            "total": self.total,
            "right": self.right,
            "accuracy": round(self.accuracy, 4),
            "wrong_owners": self.wrong_owners,
            "unknowns_answered": self.unknowns_answered,
            "unknowns_missed": self.unknowns_missed,
            "by_kind": {kind: {"right": right, "total": total} for kind, (right, total) in self.by_kind().items()},
            "confusion": [{"expected": expected, "got": got, "count": count} for (expected, got), count in self.confusion().items()],
            "failures": [_failure(outcome) for outcome in self.failures],
            "baselines": [baseline.as_json() for baseline in self.baselines],
        }


def read_expected(source: str, data: bytes) -> list[Expected]:
    """The questions of a JSON Lines file: `question`, `expect` (a name or a list of names), `kind` and `id` if given.

    Raises DocumentError, with the line, for one that is no such object.
    """
    rows: list[Expected] = []
    for number, line in enumerate(data.decode("utf-8", errors="replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            expect = row["expect"]
            names = (expect,) if isinstance(expect, str) else tuple(str(each) for each in expect)
            rows.append(Expected(str(row["question"]), names, str(row.get("kind", "question")), str(row.get("id", number))))
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise DocumentError(source, 'needs a JSON object with "question" and "expect"', number) from error
    return rows


def evaluate(
    questions: Iterable[Expected], ask: Ask, pair: Sequence[str] = (), name: str = "remit", called: Called = MappingProxyType({})
) -> Report:
    """Ask every question; where `pair` is two owners, JOINT means both of them, else any several owners.

    An expected owner may be written by any of its names in `called`.
    """
    return Report(name, tuple(_outcome(each, ask(each.question), pair, called) for each in questions))


def other_names(index: Index) -> Called:
    """What else each owner of the charters is called."""
    return {owner.name: owner.other_names for owner in index.owners if owner.other_names}


def evaluate_with_baselines(questions: Sequence[Expected], ask: Ask, index: Index) -> Report:
    """The report of `ask`, with those of plain BM25 and of fuzzy matching over the same claims beside it."""
    pair = principals(index)
    called = other_names(index)
    plain = _baselines([claim for claim in index.claims if claim.owners])
    baselines = tuple(evaluate(questions, way, pair, name, called) for name, way in plain.items())
    return Report("remit", evaluate(questions, ask, pair, called=called).outcomes, baselines)


def label(owners: Sequence[str], pair: Sequence[str]) -> str:
    """The owners of an answer as a file of questions writes them; `pair` as for `evaluate`."""
    if not owners:
        return UNKNOWN
    if len(owners) > 1 and (len(pair) != 2 or set(pair) <= set(owners)):
        return JOINT
    return owners[0] if len(owners) == 1 else " + ".join(owners)


def _outcome(expected: Expected, answer: Answer, pair: Sequence[str], called: Called) -> Outcome:
    got = label(answer.owners, pair)
    meant = {_key(each) for each in expected.expect}
    right = any(_key(name) in meant for name in (got, *called.get(got, ()))) or _all_named(expected, answer.owners, called)
    return Outcome(expected, got, right, answer.standing.value, answer.topic, answer.evidence, answer.chain, answer.suggestions)


def _key(name: str) -> str:
    """A name for comparing: case and the point of an abbreviation ("Supt.") do not count."""
    return name.casefold().rstrip(".")


def _all_named(expected: Expected, owners: Sequence[str], called: Called) -> bool:
    """Whether an expectation written "Team A + Team B" is just these owners, by any of their names."""
    given = [{_key(name) for name in (owner, *called.get(owner, ()))} for owner in owners]
    for each in expected.expect if len(given) > 1 else ():
        parts = [_key(part.strip()) for part in each.split("+")]
        if len(parts) == len(given) and all(any(part in names for part in parts) for names in given):
            return True
    return False


def _failure(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.expected.id,
        "kind": outcome.expected.kind,
        "question": outcome.expected.question,
        "expected": list(outcome.expected.expect),
        "got": outcome.got,
        "standing": outcome.standing,
        "topic": outcome.topic,
        "chain": list(outcome.chain),
        "evidence": [{"charter": e.charter, "line": e.line, "quote": e.quote, "matched": list(e.matched)} for e in outcome.evidence],
    }


def _baselines(claims: Sequence[Claim]) -> Mapping[str, Ask]:
    """What a weekend's work would build: the best line by BM25, the best line by edit distance; neither can say unknown."""
    from rank_bm25 import BM25Okapi  # type: ignore[import-untyped]
    from rapidfuzz import fuzz, process

    lines = [f"{claim.topic} {claim.quote}" for claim in claims]
    ranking = BM25Okapi([[term.text for term in terms(line)] for line in lines] or [[""]])

    def by_words(question: str) -> Answer:
        scores = ranking.get_scores([term.text for term in terms(question)])
        best = max(range(len(claims)), key=lambda position: (scores[position], -position), default=None)
        return _plain(question, claims[best] if best is not None and scores[best] > 0 else None)

    def by_letters(question: str) -> Answer:
        best = process.extractOne(question, lines, scorer=partial(fuzz.token_set_ratio))
        return _plain(question, claims[best[2]] if best else None)

    return {"BM25": by_words, "fuzzy": by_letters}


def _plain(question: str, claim: Claim | None) -> Answer:
    if claim is None:
        return Answer(question, Standing.UNKNOWN, (), "", 0.0)
    return Answer(question, Standing.DOCUMENTED, claim.owners, claim.topic, 1.0)
