"""Claims as columns, and a whole index in a file: what comes back is what went in, or nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.index import Index, Term, WeightedTerm, build_index, columns, storage, terms
from knowledge.index.columns import ClaimColumns, Texts, fingerprint
from knowledge.index.storage import read_arrays, write_arrays
from knowledge.index.tables import HashTable
from knowledge.types import Claim, Owner, Standing, Tie

TEXT = st.text(max_size=12)
LINES = st.integers(1, 2**31 - 1)
NAMES = st.text(alphabet=st.characters(exclude_characters="\x1f"), min_size=1, max_size=8)
CLAIMS = st.lists(
    st.builds(
        Claim,
        st.sampled_from(["cio-cto", "register"]),
        TEXT,
        st.lists(NAMES, max_size=3).map(tuple),
        TEXT,
        TEXT,
        LINES,
        st.sampled_from(Standing),
        st.lists(st.tuples(NAMES, st.sampled_from(Tie)), max_size=2).map(tuple),
        TEXT,
    ),
    max_size=8,
)
CLAIM = Claim("register", "payroll", ("CIO", "CFO"), "CIO and CFO own payroll.", "Money", 4)
OWNERS = (Owner("CIO", ("Chief Information Officer",), "role", "#it"), Owner("CFO", ()))


@given(CLAIMS)
def test_columns_give_back_the_claims_they_were_made_of(claims: list[Claim]) -> None:
    held = ClaimColumns.of(claims)
    assert ClaimColumns.of(held) is held
    read = ClaimColumns.from_arrays(held.arrays())
    assert len(read) == len(claims)
    assert list(held) == list(read) == read[:] == claims
    assert read[::-1] == claims[::-1]
    assert [read[-1 - place] for place in range(len(claims))] == claims[::-1]
    for place in (len(claims), -1 - len(claims)):
        with pytest.raises(IndexError):
            read[place]


@given(CLAIMS, st.data())
def test_a_fingerprint_is_that_of_equal_claims_alone(claims: list[Claim], data: st.DataObject) -> None:
    assert fingerprint(list(claims)) == fingerprint(ClaimColumns.of(claims))
    if not claims:
        return
    place = data.draw(st.integers(0, len(claims) - 1))
    part = data.draw(st.sampled_from(["topic", "quote", "section", "note", "charter"]))
    changed = [*claims]
    changed[place] = replace(claims[place], **{part: getattr(claims[place], part) + "!"})
    assert fingerprint(changed) != fingerprint(claims)
    changed[place] = replace(claims[place], line=claims[place].line - 1)
    assert fingerprint(changed) != fingerprint(claims)


@given(st.lists(TEXT, max_size=20), st.integers(-25, 25), st.integers(-25, 25))
def test_texts_are_a_sequence_of_the_same_strings(texts: list[str], start: int, stop: int) -> None:
    held = Texts.of(texts)
    assert len(held) == len(texts)
    assert list(held) == texts
    assert held[start:stop] == texts[start:stop]


def test_lone_surrogates_survive_columns_and_files(tmp_path: Path) -> None:
    odd = replace(CLAIM, topic="pay\udc80roll", quote="\x00 a\nb")
    index = build_index([odd], OWNERS)
    index.save(tmp_path / "index")
    loaded = Index.load(tmp_path / "index")
    assert loaded is not None
    assert list(loaded.claims) == [odd]


def test_a_claim_is_made_once_and_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_KEPT", 2)
    held = ClaimColumns.of([replace(CLAIM, line=line) for line in range(1, 6)])
    assert held[1] is held[1]
    assert [claim.line for claim in held] == [1, 2, 3, 4, 5]
    assert len(held._made) <= 2


def test_an_index_in_a_file_answers_as_the_one_that_was_saved(tmp_path: Path) -> None:
    topics = ("Workday integration", "payroll", "EMEA payroll exports", "VPN", "laptops")
    claims = [replace(CLAIM, topic=topic, quote=f"CIO owns {topic}.", line=line) for line, topic in enumerate(topics, 1)]
    index = build_index(claims, OWNERS)
    index.save(tmp_path / "index")
    loaded = Index.load(tmp_path / "index")
    assert loaded is not None
    assert (loaded.version, loaded.owners) == (index.version, index.owners)
    for question in ("who owns the EMEA payroll exports?", "what does the chief information officer own", "paryoll", "nothing of it"):
        words = terms(question)
        wanted = [WeightedTerm(word.text) for word in words]
        assert loaded.names(words) == index.names(words)
        assert loaded.search(wanted, 3) == index.search(wanted, 3)
        assert [loaded.repair(word) for word in words] == [index.repair(word) for word in words]
        assert [loaded.rarity(word.text) for word in words] == [index.rarity(word.text) for word in words]
    assert loaded.repair(Term("paryoll", 0, 7, "paryoll"))[0].word == "payroll"
    assert [loaded.topic_terms(place) for place in range(len(topics))] == [index.topic_terms(place) for place in range(len(topics))]


def test_a_file_that_is_missing_torn_or_of_another_making_is_no_index(tmp_path: Path) -> None:
    path = tmp_path / "index"
    assert read_arrays(path) is None
    assert Index.load(path) is None
    write_arrays(path, {"numbers": np.arange(1000)})
    whole = path.read_bytes()
    start = len(storage._MAGIC)
    for torn in (b"", b"another file", whole[: start + 3], whole[: start + 20], whole[:-1], whole[:-9] + b"x" * 9):
        path.write_bytes(torn)
        assert read_arrays(path) is None, torn[:40]


def test_a_file_that_cannot_be_put_in_place_leaves_the_old_one_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "index"
    path.mkdir()
    with pytest.raises(OSError, match="directory"):
        write_arrays(path, {"numbers": np.arange(3)})
    assert list(tmp_path.iterdir()) == [path]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 2**64 - 1), max_size=50), st.integers(0, 2**64 - 1))
def test_a_table_gives_every_row_under_its_key(keys: list[int], other: int) -> None:
    mixed = [(key * 0x9E3779B97F4A7C15) % 2**64 for key in keys]
    table = HashTable.of(np.array(mixed, np.uint64), np.arange(len(keys), dtype=np.int32))
    for each in (table, HashTable.from_arrays(table.arrays())):
        for row, key in enumerate(mixed):
            assert row in each.find(key)
        assert other in mixed or len(each.find(other)) <= len(keys)
