"""Where sentences end and clauses part; positions are kept, words are not judged."""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_SENTENCE = 2_000  # characters; what is longer is no sentence and is left out

_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|resp|incl|approx|no|nr|dept|inc|ltd|corp|dr|mr|mrs|ms|st|cf|al|ca)|\b[A-Z])\.$", re.IGNORECASE
)
_BEGIN = r"[\"'“‘(\[*]?(?:[A-Z0-9&]|[@#]\w|[a-z]{1,2}[A-Z])"  # "@org/web owns …", "iOS builds are …"
_END = re.compile(rf"[.!?]+[\"'”’)\]]*(?=\s+{_BEGIN}|\s*$)|\n+|[.!?][”\"](?=\s)")


_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})+[.)]?\s+(?=\S)|\(?[a-z0-9]\)\s+(?=[A-Z])")  # of a paragraph, "2.1.1 The …"


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence in `text`, without the space around it."""
    begin = 0
    for match in _END.finditer(text):
        if match[0].startswith(".") and _ABBREVIATION.search(text, max(begin, match.start() - 12), match.start() + 1):
            continue
        yield from _trimmed(text, begin, match.end())
        begin = match.end()
    yield from _trimmed(text, begin, len(text))


def _trimmed(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    while begin < end and text[begin].isspace():
        begin += 1
    number = _NUMBER.match(text, begin, end)
    begin = number.end() if number else begin
    while end > begin and text[end - 1].isspace():
        end -= 1
    if begin < end:
        yield begin, end
