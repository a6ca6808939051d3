"""The headers of tables with a column for each role: who a column is of, letters as headers, headers in two rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.claims.english.verbs import wordlist
from knowledge.claims.tables.headers import header_words
from knowledge.claims.tables.mark_legends import PARTS, Legend, letters_at
from knowledge.claims.tables.marks import filled, in_letters, mostly_letters
from knowledge.claims.tables.meanings import Part, in_letters_of_raci, part_of_meaning
from knowledge.documents.model import Table

_LETTERED = re.compile(r"(?P<letter>[A-Z])(?:\s*(?:\(|[:=–—-]\s)\s*(?P<meaning>[^()]+?)\)?)?")
_SPOKEN = re.compile(r"who (?!owns)\w.{2,40}|(?!looks? after$)\w+(?: \w+){0,2} (?:it|this|them|first|after|afterwards|before)")
_PLAIN = wordlist("owner accountable")  # need no explanation
_HEADERS = {"A": "Accountable", "R": "Executor", "C": "Consulted", "I": "Informed", "backup": "Backup"}
_USUAL = {"A": "A", "R": "R", "C": "C", "I": "I", "S": "C"}


def with_lower_header(table: Table, legends: Sequence[Legend]) -> Table:
    """The table with its first row as the header, where the header only groups the columns ("Production | | Support") of a matrix."""
    below = [cell.text for cell in table.rows[0].cells] if table.rows else []
    if len(below) < max(3, len(table.header)) or len(set(filter(None, table.header))) >= len(set(filter(None, below))):
        return table
    marked = in_letters(table, legends)
    rest = replace(marked, rows=marked.rows[1:])
    told = [index for index in range(1, len(table.header)) if mostly_letters(filled(rest, index))]
    marks = [index for index in told if not below[index] or mostly_letters([marked.rows[0].cells[index].text])]
    if len(told) < 2 or len(marks) * 2 > len(told):
        return table
    names = tuple(low or (high if high not in below else "") for high, low in zip(table.header, below, strict=False))
    return Table(names, table.rows[1:], table.rows[0].line)


def with_letters_spelt(table: Table, legends: Sequence[Legend]) -> Table:
    """The table with the names of the parts over columns of names, where a letter or the word of a legend stands ("A (answers for it)",
    "Driver") or the header tells of them ("Who is asked"), unless it is a letter that nothing explains."""
    letters = letters_at(legends, table.line)
    marks = {index: mark for index, name in enumerate(table.header) if (mark := _mark_of(name))}
    own = {str(index): part for index, name in enumerate(table.header) if (part := _own_meaning(name))}
    spelt = {index: letters.get(mark) or _USUAL.get(mark, "") for index, mark in marks.items()}
    spelt |= {int(index): letter for index, letter in in_letters_of_raci(own).items()}
    explained = bool(own) or any(mark in letters for mark in marks.values())
    owner = [index for index, letter in spelt.items() if letter == "A"]
    several = len(list(filter(None, spelt.values()))) > 1
    if not explained or len(owner) != 1 or not (several or str(owner[0]) in own or marks[owner[0]] in PARTS - _PLAIN):
        return table
    return replace(table, header=tuple(_HEADERS.get(spelt.get(index, ""), name) for index, name in enumerate(table.header)))


def _mark_of(header: str) -> str:
    """The letter that a header is or begins with, or the word for a part that it is."""
    word = header_words(header)
    match = _LETTERED.fullmatch(header.strip(" *_"))
    return word if word in PARTS else match["letter"] if match else ""


def _own_meaning(header: str) -> Part | None:
    """What a header says itself: of its letter ("A (answers for it)"), or of those whose names stand below ("Who is asked")."""
    match = _LETTERED.fullmatch(header.strip(" *_"))
    words = header_words(header)
    return part_of_meaning((match["meaning"] or "") if match else words if _SPOKEN.fullmatch(words) else "")
