"""Reading takes time in proportion to a document, however odd: no pattern goes back over what it has seen, no list is searched through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from knowledge.claims import read_charter
from knowledge.errors import DocumentError
from tests.growth import MOST, growth, seconds

START = "The CIO owns mail. Team X owns logs.\n\n"
MARKS = list("*_`[](){}<>!#|-–:;,.?'\"&\\/~+=@$•\t aA")
WORDS = [
    "the the ",
    "owned by ",
    "and ",
    "A and B, ",
    "(a ",
    "[x](",
    "[x](y) ",
    "<td>",
    "<table><tr><td>x",
    "<br>",
    "Team X ",
    "is owned by Team ",
    "who owns x? ",
    "Who do I ask about x? Alpha, ",
    "An owner for x is ",
    "(e.g., a, b) ",
    "from a to b ",
    "such as a, ",
    "Alpha ",
    "Alpha of ",
    "a - b ",
    "a: b ",
    "&amp;",
    "โ€“",
    "CIO's ",
    "except x, which ",
    "was owned by X until ",
    "is responsible for x and ",
    "they own x; ",
    "CIO and ",
    "shared with ",
    "moves from ",
    "passes to ",
    "Ann takes over x. ",
    "Ann Lee ",
    "is, for now, ",
    "becomes a and ",
    "SM = ",
    "also do ",
]
Made = Callable[[int], str]
MANY: dict[str, tuple[str, Made]] = {
    "teams that begin alike": ("a.md", lambda n: "".join(f"## Team A{i}\n- thing {i}\n" for i in range(n // 4))),
    "owners in prose": ("a.txt", lambda n: "".join(f"The thing {i} is owned by Group{i} Ops.\n" for i in range(n // 4))),
    "owners in a table": ("a.csv", lambda n: "Thing,Owner\n" + "".join(f"x,Data Group {i}\n" for i in range(n))),
    "empty headings": ("a.md", lambda n: "# a\n" * n),
    "points": ("a.txt", lambda n: START + "  - x\n" * n),
    "pairs": ("a.md", lambda n: "# Owners\n\n" + "".join(f"- thing {i}: Name{i}\n" for i in range(n // 2))),
    "teams with their things": ("a.txt", lambda n: "Teams\n" + "".join(f"Group {i}: thing {i}, other {i}\n" for i in range(n // 4))),
    "numbers": ("a.txt", lambda n: START + "1.1.1 a\n" * n),
    "sheets of roles": ("a.txt", lambda n: "".join(f"ROLE {i}\n====\nDuties:\n- thing {i}\n\n" for i in range(n // 4))),
    "labels": ("a.txt", lambda n: "Duties:\n" * n),
    "framed": ("a.txt", lambda n: "=" * n + " a " + "=" * n + "\n"),
    "names in a mapping": ("a.yaml", lambda n: "".join(f"thing {i}: Ann{i % 50} Lee\n" for i in range(n // 2))),
    "legends": ("a.md", lambda n: "".join(f"- A{i} = Alpha {i} Team\n" for i in range(n // 4))),
    "hand-overs": ("a.md", lambda n: "".join(f"Ann{i} Lee takes over thing {i}. Ann{i} owns x.\n\n" for i in range(n // 8))),
    "tables in tables": ("a.html", lambda n: "<table><tr><td>x\n" * n),
    "mapping": ("a.yaml", lambda n: "areas:\n" + "".join(f"  - {{name: a{i}, owner: Team {i}}}\n" for i in range(n // 4))),
}


def read(name: str, text: str) -> None:
    """Read a text, or see it refused by its name."""
    try:
        read_charter("growth", name, text.encode())
    except DocumentError as refusal:
        assert str(refusal).startswith(name)


def texts(size: int) -> dict[str, tuple[str, str]]:
    """Each text by name, with the name of its file; those of one mark or word stand in one line, as long as lines are read."""
    lines = {repr(mark): ("a.md", START + (mark * size)[:19_000]) for mark in (*MARKS, *WORDS)}
    return lines | {name: (file, made(size)) for name, (file, made) in MANY.items()}


@pytest.mark.parametrize(
    "name", ["'–'", "'A'", "' '", "'CIO and '", "'(a '", "teams that begin alike", "empty headings", "tables in tables"]
)
def test_an_odd_document_is_read_in_seconds(name: str) -> None:
    """What once took more than ten seconds; a pattern that goes back over everything would again."""
    assert seconds(partial(read, *texts(8_000)[name])) < 4


@pytest.mark.slow
@pytest.mark.parametrize("name", texts(0))
def test_twice_the_document_takes_at_most_two_and_a_half_times_as_long(name: str) -> None:
    once, twice = (partial(read, *texts(size)[name]) for size in (9_000, 18_000))
    assert growth(once, twice, floor=0.05) <= MOST
