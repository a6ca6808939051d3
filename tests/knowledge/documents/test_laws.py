"""What holds for every input: reading never crashes, lines are kept, quotes stand at their lines."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.claims import read_charter
from knowledge.documents import read_document
from knowledge.documents.repair import mend, repair
from knowledge.errors import DocumentError
from knowledge.types import Standing

NAMES = st.sampled_from(["owners.md", "owners.txt", "owners.csv", "owners.yaml", "owners.html", "OWNERS"])
WORDS = """CIO CTO CIOs owns own and or They billing ERP R&D TBD A/R not should owner: Owner: name: • ├─ — – โ€“ “ ” , ; : . ? ( ) |
    ** ` <br> <table> <tr><td> </table> &amp; [x](y)"""
PHRASES = [
    "the CTO", "Team Basket", "Head of Data", "is responsible for", "is owned by", "shared by", "(e.g., A, B)", "such as", "from A to B",
    "Both roles", "security of products", "reports to", "with input from", "45% of their time on", "Related posts", "Skill CIO CTO",
    "| Feature | Team |", "|---|---|", "| a | b |", "\n", "\n\n", "\n- ", "\n  - ", "\n## ", "\n# ", "\t",
]  # fmt: skip
PIECES = st.sampled_from([*WORDS.split(), *PHRASES])
TEXTS = st.lists(PIECES, max_size=60).map(lambda pieces: " ".join(pieces))
LENIENT = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@LENIENT
@given(NAMES, st.binary(max_size=400))
def test_reading_any_bytes_gives_a_reading_or_a_clear_refusal(name: str, data: bytes) -> None:
    try:
        reading = read_charter("law", name, data)
    except DocumentError as refusal:
        assert str(refusal).startswith(name)
    else:
        assert reading.lines == len(read_document(name, data).lines)


@LENIENT
@given(NAMES, TEXTS)
def test_every_quote_stands_at_its_line_of_the_repaired_document(name: str, text: str) -> None:
    data = text.encode("utf-8", "replace")
    try:
        reading, document = read_charter("law", name, data), read_document(name, data)
    except DocumentError:
        return
    for claim in reading.claims:
        assert claim.quote and claim.quote in document.lines[claim.line - 1]
        assert claim.topic.strip() and all(claim.owners)
        assert bool(claim.owners) == (claim.standing is not Standing.UNKNOWN)
    assert {name for claim in reading.claims for name in claim.owners} <= {owner.name for owner in reading.owners}


@LENIENT
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=300))
def test_repair_keeps_the_number_of_lines(text: str) -> None:
    data = text.encode()
    try:
        lines = repair("a.md", data).lines
    except DocumentError:
        return
    written = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    assert len(lines) == written.count("\n") + (not written.endswith("\n"))


@LENIENT
@given(st.text(alphabet="abc –—’“”…•├└─ ", min_size=1, max_size=40))
def test_damage_done_by_a_thai_code_page_is_undone(text: str) -> None:
    damaged = ""
    for byte in text.encode():
        for page in ("cp874", "cp1252"):
            try:
                damaged += bytes([byte]).decode(page)
                break
            except UnicodeDecodeError:
                continue
    assert mend(damaged)[0] == text


@LENIENT
@given(NAMES, TEXTS)
def test_reading_the_same_bytes_twice_gives_the_same(name: str, text: str) -> None:
    data = text.encode("utf-8", "replace")
    try:
        assert read_charter("law", name, data) == read_charter("law", name, data)
    except DocumentError as refusal:
        assert refusal.source == name
