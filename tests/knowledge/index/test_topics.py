"""Whole names inside a question: the longest wins, wherever it stands, and only whole."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.index import NameKind, build_index, terms
from knowledge.index.topics import Found, Names
from knowledge.types import Claim, Owner

VOCABULARY = 5
NAME = st.lists(st.integers(0, VOCABULARY - 1), max_size=4)
NAMES = st.lists(NAME, max_size=25)
QUESTION = st.lists(st.integers(-1, VOCABULARY - 1), max_size=9)


def named(names: list[list[int]]) -> Names:
    flat = np.array([term for name in names for term in name], np.int32)
    return Names.of(flat, np.cumsum([0, *map(len, names)], dtype=np.int64), VOCABULARY)


def looked_for(names: list[list[int]], question: list[int]) -> list[Found]:
    """The same, one place and one length after the other: the longest first, of equal ones the first, none over another."""
    taken: set[int] = set()
    found = []
    for length in range(len(question), 0, -1):
        for first in range(len(question) - length + 1):
            rows = tuple(row for row, name in enumerate(names) if name == question[first : first + length])
            if rows and taken.isdisjoint(range(first, first + length)):
                taken.update(range(first, first + length))
                found.append(Found(first, first + length, rows))
    return sorted(found)


@given(NAMES, QUESTION)
@example([[0, 1], [1, 2, 3], [0]], [0, 1, 2, 3])
@example([[0], [0, 0], [0]], [0, 0, 0])
@example([[], [1]], [-1, 1, -1])
def test_the_longest_names_are_found_and_do_not_overlap(names: list[list[int]], question: list[int]) -> None:
    assert named(names).find(question) == looked_for(names, question)


@given(NAMES)
def test_every_name_is_found_whole_and_told_back(names: list[list[int]]) -> None:
    held = named(names)
    for row, name in enumerate(names):
        assert held.name(row) == name
        if name:
            assert row in held.find(name)[0].rows


def test_rows_whose_hashes_agree_are_told_apart_by_what_they_spell() -> None:
    """Every row under one key: what the table gives is a guess, the words decide."""
    held = named([[0, 1], [1, 0], [2], [0, 1, 2]])
    everywhere = [entry & held.table._row_mask for entry in held.table.entries.tolist()]
    held.table.find = lambda _key: sorted(everywhere)  # type: ignore[method-assign]
    assert held.find([0, 1]) == [Found(0, 2, (0,))]
    assert held.find([1, 0]) == [Found(0, 2, (1,))]
    assert held.find([0, 1, 2]) == [Found(0, 3, (3,))]


def test_a_question_finds_the_longest_topic_and_every_owner_by_any_of_its_names() -> None:
    topics = ("Workday", "Workday integration", "EMEA Workday integration alerts", "payroll")
    claims = [Claim("c", topic, ("CIO",), f"CIO owns {topic}.", "", line) for line, topic in enumerate(topics, 1)]
    index = build_index(claims, (Owner("CIO", ("Chief Information Officer",)), Owner("Payroll team", ())))
    found = index.names(terms("Is the Chief Information Officer or the payroll team behind the Workday integrations?"))
    assert [(match.kind, match.positions) for match in found] == [
        (NameKind.OWNER, (0,)),
        (NameKind.TOPIC, (3,)),
        (NameKind.OWNER, (1,)),
        (NameKind.TOPIC, (1,)),
    ]
