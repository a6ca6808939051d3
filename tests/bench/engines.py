"""The index and the engines it is measured against, over the same claims: built, asked and timed in one way.

The others get the terms that Remit's own analyzer makes, with the words of the asking taken out; Remit gets the question as typed.
"""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice, product
from time import perf_counter
from typing import Any, TypeVar

import tantivy
from rank_bm25 import BM25Okapi

from knowledge.answers import NO_RULINGS, answer
from knowledge.index import Index, NameKind, Term, WeightedTerm, build_index, terms, topic_key
from knowledge.index.stemming import stem
from knowledge.types import Claim
from tests.bench.corpus import Asked

LIMIT = 5
RESPELT = 32  # ways of respelling a question that are looked up as names
Made = TypeVar("Made")
Ask = Callable[[Asked], Sequence[int]]


@dataclass(frozen=True)
class Engine:
    """One way of finding claims: its name, how long its index took to build (seconds), and how it is asked."""

    name: str
    built: float
    ask: Ask


def whole_text(claim: Claim) -> str:
    """All that Remit reads of a claim."""
    return f"{claim.topic} {claim.quote} {claim.section}"


def remit(claims: Sequence[Claim]) -> tuple[Index, list[Engine]]:
    """Remit's index asked with a question as it is typed, with its terms at hand, and with those of its topic alone."""
    built, index = best_of(lambda: build_index(claims, ()))
    found: dict[str, list[Term]] = {}

    def at_hand(text: str) -> list[Term]:
        return found.get(text) or found.setdefault(text, terms(text))

    return index, [
        Engine("Remit", built, lambda asked: find(index, terms(asked.text))),
        Engine("Remit, terms at hand", built, lambda asked: find(index, at_hand(asked.text))),
        Engine("Remit, topic's terms at hand", built, lambda asked: find(index, at_hand(asked.topic))),
    ]


def find(index: Index, words: Sequence[Term]) -> Sequence[int]:
    """The way of a question through the index: a whole name wins at once, unknown words are repaired, then all words are searched."""
    named = named_claims(index, words)
    if named:
        return named
    content = [word for word in words if not word.function]
    repairs = {word.text: repairs for word in content if (repairs := index.repair(word))}
    if repairs:
        choices = [[word._replace(text=each.text, word=each.word) for each in repairs.get(word.text, ())] or [word] for word in words]
        for respelt in islice(product(*choices), RESPELT):
            if named := named_claims(index, respelt):
                return named
    wanted = [WeightedTerm(word.text) for word in content]
    wanted += [WeightedTerm(repair.text, 0.8) for each in repairs.values() for repair in each]
    return [hit.claim for hit in index.search(wanted, LIMIT)]


def named_claims(index: Index, words: Sequence[Term]) -> Sequence[int]:
    """The claims of the longest topic named whole: of two words or more, or of all the words that there are."""
    best: Sequence[int] = ()
    longest = 1 if sum(not word.function for word in words) > 1 else 0
    for match in index.names(words):
        length = match.key.count(" ") + 1
        if match.kind is NameKind.TOPIC and length > longest:
            best, longest = match.positions, length
    return best


def best_of(build: Callable[[], Made], times: int = 2) -> tuple[float, Made]:
    """What was built, and the shortest time that it took (seconds)."""
    shortest = math.inf
    for _ in range(times):
        stem.cache_clear()
        start = perf_counter()
        made = build()
        shortest = min(shortest, perf_counter() - start)
    return shortest, made


def building_times(claims: Sequence[Claim], threads: int, rounds: int = 5) -> tuple[float, float]:
    """The shortest times in which Remit's index and tantivy's were built from the same claims, taking turns (seconds).

    `threads` are those that tantivy writes with, 0 for as many as it likes; Remit builds on one.
    """
    ours = theirs = math.inf
    for _ in range(rounds):
        ours = min(ours, best_of(lambda: build_index(claims, ()), 1)[0])
        theirs = min(theirs, best_of(lambda: tantivy_index([whole_text(claim) for claim in claims], "en_stem", threads), 1)[0])
    return ours, theirs


def answers(claims: Sequence[Claim], index: Index) -> Engine:
    """The whole answer, judgement and all; told by the line that it quotes first."""
    of_line: dict[int, int] = {}
    for position, claim in enumerate(claims):
        of_line.setdefault(claim.line, position)

    def ask(asked: Asked) -> list[int]:
        return [of_line[evidence.line] for evidence in answer(asked.text, index, NO_RULINGS).evidence[:1]]

    return Engine("Remit, the whole answer", 0.0, ask)


def tantivy_engines(claims: Sequence[Claim], texts: Sequence[str], vocabulary: Counter[str]) -> tuple[Engine, Engine]:
    """tantivy in memory: plain, and fuzzy (one slip) on the words that no claim holds."""
    schema, index = tantivy_index(texts, "whitespace")
    searcher = index.searcher()
    built, _ = best_of(lambda: tantivy_index([whole_text(claim) for claim in claims], "en_stem"))  # from the claims on, as Remit's

    def found(queries: list[Any]) -> list[int]:
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in queries])
        return [searcher.doc(address)["claim"][0] for _, address in searcher.search(query, LIMIT, count=False).hits]

    def plain(asked: Asked) -> list[int]:
        return found([tantivy.Query.term_query(schema, "body", word) for word in topic_key(asked.topic).split()])

    def fuzzy(asked: Asked) -> list[int]:
        words = topic_key(asked.topic).split()
        known = [tantivy.Query.term_query(schema, "body", word) for word in words if word in vocabulary]
        return found([*known, *(tantivy.Query.fuzzy_term_query(schema, "body", word) for word in words if word not in vocabulary)])

    return Engine("tantivy", built, plain), Engine("tantivy, fuzzy on unknown words", built, fuzzy)


def sqlite_engine(texts: Sequence[str]) -> Engine:
    """SQLite's FTS5, in memory, any of the words."""
    start = perf_counter()
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.execute("CREATE VIRTUAL TABLE claim USING fts5(body, content='', tokenize=\"unicode61 tokenchars '&.+#'\")")
    database.executemany("INSERT INTO claim(rowid, body) VALUES (?, ?)", enumerate(texts))
    built = perf_counter() - start
    statement = "SELECT rowid FROM claim WHERE claim MATCH ? ORDER BY rank LIMIT ?"

    def ask(asked: Asked) -> list[int]:
        words = " OR ".join(f'"{word}"' for word in topic_key(asked.topic).split())
        return [row for (row,) in database.execute(statement, (words, LIMIT))]

    return Engine("SQLite FTS5", built, ask)


def rank_bm25_engine(texts: Sequence[str]) -> Engine:
    """rank_bm25: every claim scored for every question."""
    start = perf_counter()
    ranking = BM25Okapi([text.split() for text in texts])
    built = perf_counter() - start

    def ask(asked: Asked) -> list[int]:
        scores = ranking.get_scores(topic_key(asked.topic).split())
        return [int(row) for row in scores.argsort()[: -LIMIT - 1 : -1]]

    return Engine("rank_bm25", built, ask)


def tantivy_index(texts: Sequence[str], tokenizer: str, threads: int = 0) -> tuple[Any, Any]:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", stored=False, tokenizer_name=tokenizer, index_option="freq")
    builder.add_integer_field("claim", stored=True)
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(256_000_000, num_threads=threads)
    for row, text in enumerate(texts):
        writer.add_document(tantivy.Document(body=text, claim=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return schema, index
