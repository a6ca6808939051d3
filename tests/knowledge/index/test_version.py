"""The version of an index changes with any claim or owner, and with nothing else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import build_index
from knowledge.index.version import fingerprint
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


@given(CLAIMS, st.data())
def test_a_fingerprint_is_that_of_equal_claims_alone(claims: list[Claim], data: st.DataObject) -> None:
    assert fingerprint(claims) == fingerprint([replace(claim) for claim in claims])
    if not claims:
        return
    place = data.draw(st.integers(0, len(claims) - 1))
    part = data.draw(st.sampled_from(["topic", "quote", "section", "note", "charter"]))
    changed = [*claims]
    changed[place] = replace(claims[place], **{part: getattr(claims[place], part) + "!"})
    assert fingerprint(changed) != fingerprint(claims)
    changed[place] = replace(claims[place], line=claims[place].line - 1)
    assert fingerprint(changed) != fingerprint(claims)


def test_a_version_changes_with_an_owner_and_lone_surrogates_do_not_hinder_it() -> None:
    odd = replace(CLAIM, topic="pay\udc80roll", quote="\x00 a\nb")
    version = build_index([odd], OWNERS).version
    assert version == build_index([replace(odd)], OWNERS).version
    assert version != build_index([odd], (replace(OWNERS[0], contact="#cio"), OWNERS[1])).version
