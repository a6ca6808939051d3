"""What abbreviations of owners stand for: "Chief Data Officer (CDO)" in a sentence, "SM = Site Manager" in a legend.

In a legend, and where the tables spell it out, the full name is the owner's name and the abbreviation another one; elsewhere it is the
abbreviation that people write, and that is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from knowledge.claims.owners.names import kind_of, looks_like_role
from knowledge.claims.owners.roster import Roster
from knowledge.documents.model import Bullet, Document, Heading, Paragraph, Passage, Table

_TITLE = r"(?:[A-Z][\w&'/-]*)(?:[ ](?:of|and|for|the|&|[A-Z][\w&'/-]*)){0,6}"
_LONG_SHORT = re.compile(rf"(?P<long>{_TITLE})\s+\((?:the\s+)?[\"“]?(?P<short>[A-Z][A-Za-z&]{{1,9}})[\"”]?\)")
_SHORT_LONG = re.compile(
    rf"(?<![\w-])(?P<short>[A-Z][A-Z&]{{1,9}})s?\s+(?:\((?P<long>{_TITLE})\)|[–—:=-]\s+(?P<dashed>{_TITLE})(?=\s*[.;,]?\s*$))"
)
_SHORT = r"(?<![\w-])(?P<short>[A-Z][A-Za-z&/]{1,5}\d?)"
_EQUALS = re.compile(rf"{_SHORT}\s{{0,3}}=\s{{0,3}}(?:the\s+)?(?P<long>{_TITLE})(?=\s*(?:[.;,|·(]|$))")
_LINE = re.compile(rf"^{_SHORT}\s{{0,3}}(?::|\s[–—-])\s{{1,3}}(?P<long>{_TITLE})\s*[.;,]?$")
_ABBREVIATED = re.compile(r"^(?:abbr(?:eviation|\.)?|short(?: name| form)?|acronym|initials?|code|letters)s?$", re.IGNORECASE)
_MARKS = re.compile(r"[*_`]")
FEWEST = 2  # lines of a legend


def learn_abbreviations(document: Document, roster: Roster) -> None:
    """Take in the owners whose abbreviations a document explains."""
    passages = [block.passage for block in document.blocks if isinstance(block, Heading | Paragraph | Bullet)]
    tables = [block for block in document.blocks if isinstance(block, Table)]
    legend = dict(_legend(passages, tables))
    parties = {name for table in tables for name in table.header} if legend else set()
    owners = [short for short, long in legend.items() if looks_like_role(long) or short in parties]
    for short, long in legend.items():
        if short in owners or (len(legend) >= FEWEST and len(owners) * 2 >= len(legend)):
            roster.add(long, [short], kind_of(long))
    _learn_defined(passages, tables, roster)


def _legend(passages: Iterable[Passage], tables: Iterable[Table]) -> Iterator[tuple[str, str]]:
    """Each abbreviation with what it stands for, as lines "SM = Site Manager" and tables of abbreviations say."""
    for words in passages:
        for text, _ in words.pieces:
            bare = _MARKS.sub("", text).strip()
            found = [*_EQUALS.finditer(bare)] or [match for match in [_LINE.match(bare)] if match and match["short"].isupper()]
            yield from ((match["short"], match["long"]) for match in found)
    for table in tables:
        if len(table.header) == 2 and _ABBREVIATED.match(table.header[0].strip()):
            yield from ((row.cells[0].text, row.cells[1].text) for row in table.rows if len(row.cells) == 2 and row.cells[0].text)


def _learn_defined(passages: Iterable[Passage], tables: Iterable[Table], roster: Roster) -> None:
    """ "Chief Information Officer (CIO)" and "CIO (Chief Information Officer)" name one owner."""
    defined = [pair for words in passages for pair in _defined(words.text)]
    cells = {cell.text.casefold() for table in tables for row in table.rows for cell in row.cells} if defined else set()
    for short, long in defined:
        spelt = long.casefold() in cells and short.casefold() not in cells
        roster.add(long if spelt else short, [short if spelt else long], kind_of(long))


def _defined(text: str) -> Iterator[tuple[str, str]]:
    for pattern in (_LONG_SHORT, _SHORT_LONG):
        for match in pattern.finditer(text):
            named = match.groupdict()
            long = _without_lead(named["long"] or named.get("dashed") or "", match["short"])
            if long and _abbreviates(match["short"], long) and looks_like_role(long):
                yield match["short"], long


def _without_lead(long: str, short: str) -> str:
    """The last words of a title that the abbreviation stands for ("The Chief Data Officer", "CDO": without "The")."""
    words = long.split()
    for begin in range(len(words)):
        if words[begin][0].casefold() == short[0].casefold() and words[begin].casefold() not in ("the", "a", "of"):
            return " ".join(words[begin:])
    return ""


def _abbreviates(short: str, long: str) -> bool:
    """The letters of the abbreviation are the first letters of the words, in order, but for small words."""
    initials = [word[0].upper() for word in re.split(r"[\s/-]+", long) if word and word.casefold() not in ("of", "and", "the", "for", "&")]
    letters = [letter for letter in short.upper() if letter.isalpha()]
    return len(letters) >= 2 and initials[: len(letters)] == letters or _in_order(letters, "".join(initials))


def _in_order(letters: list[str], initials: str) -> bool:
    rest = iter(initials)
    return len(letters) >= 2 and abs(len(letters) - len(initials)) <= 1 and all(letter in rest for letter in letters)
