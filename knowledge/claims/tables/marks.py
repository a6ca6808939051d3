"""What the cells of a table with a column for each role say: letters and words of RACI, ticks, signs, and the marks of a legend."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from knowledge.claims.english.verbs import wordlist
from knowledge.claims.tables.mark_legends import SIGN, Legend, letters_at
from knowledge.documents.model import Cell, Row, Table
from knowledge.types import Tie

_WORDS = {
    Tie.ACCOUNTABLE: wordlist(
        """a accountable own owns owner owned approve approves approver approval decide decides decider final lead leads primary
        yes x ✓ ✔ ✅ ● ☑ ★ ⭐ ■ ⬤ 👑 :white_check_mark: :heavy_check_mark: :star: :crown: main 1st
        dri co-owner co-owns co-own"""
    ),
    Tie.RESPONSIBLE: wordlist(
        """r responsible execute executes executor do does doer d drive drives driver perform performs run runs build builds
        implements operates"""
    ),
    Tie.CONSULTED: wordlist(
        """c consult consulted consults contribute contributes contributor s help helps helper assist assists support supports
        advise advises input review reviews asked o ○ ◯ ⭕ ☆ □ ◌ ◐ ◑ ◇ △ 🔧"""
    ),
    Tie.INFORMED: wordlist("i inform informed notified notify fyi told hears"),
}
_STAND_INS = wordlist("secondary backup back-up deputy stand-in standin 2nd substitute alternate understudy")
_TIES = {word: tie for tie, words in _WORDS.items() for word in words} | dict.fromkeys(_STAND_INS, Tie.RESPONSIBLE)
_LETTERS = {Tie.ACCOUNTABLE: "A", Tie.RESPONSIBLE: "R", Tie.CONSULTED: "C", Tie.INFORMED: "I"}
_TICKS = wordlist("yes x ✓ ✔ ✅ ☑ ● o ○")
_BETWEEN = re.compile(r"[\s,;/&+|*\[\]]+|\band\b")
_SIGNS = re.compile(SIGN)
_RAPID = {"R": "C", "A": "C", "P": "R", "I": "C", "D": "A"}
EMPTY = re.compile(r"^[\s\[\]–—.·/-]*$|^(?:n/?a|none|no)$", re.IGNORECASE)
MOSTLY = 0.8  # the share of rows that have letters where most of the columns are of something else
SEEN = 200  # rows by which it is told what a column holds
ENOUGH = 0.6  # the share of filled cells that must be letters or words of RACI


def ties_of(text: str) -> tuple[Tie, ...]:
    """What a cell says in letters or words ("A/R", "OWNs", "Executes"); empty when it says something else."""
    words = [word for word in re.split(r"[\s,;/&+|()*\[\]]+|\band\b", text.casefold()) if word]
    if not words or len(words) > 4:
        return ()
    if len(words) == 1 and len(words[0]) in (2, 3) and all(letter in "raci" for letter in words[0]) and len(set(words[0])) == len(words[0]):
        words = list(words[0])
    found = [_TIES[word] for word in words if word in _TIES]
    return tuple(dict.fromkeys(found)) if len(found) == len(words) else ()


def steps_in(text: str) -> bool:
    """Whether a cell says that somebody stands in for the owner ("Secondary", "(backup)")."""
    return text.casefold().strip(" ()*") in _STAND_INS


def is_tick(text: str) -> bool:
    """Whether a cell is only ticked, as columns of any meaning are."""
    return text.casefold().strip(" ()*") in _TICKS


def lettered(table: Table) -> list[str]:
    """The filled cells behind the first column where most are letters, else those of its columns that mostly are, if half of them are such
    or nearly every row has letters in them; none where the table holds no letters."""
    columns = [filled(table, index) for index in range(1, len(table.header))]
    cells = [text for column in columns for text in column]
    if len(columns) > 1 and mostly_letters(cells):
        return cells
    told = [index for index, column in enumerate(columns, start=1) if mostly_letters(column)]
    if len(told) < 2 or (len(told) * 2 < len(columns) and not _in_every_row(table, told)):
        return []
    return [text for index in told for text in columns[index - 1]]


def _in_every_row(table: Table, told: Sequence[int]) -> bool:
    """Whether three columns or more hold letters, not ticks alone, in nearly every row."""
    rows = [[row.cells[index].text for index in told if index < len(row.cells)] for row in table.rows[:SEEN]]
    marked = sum(1 for cells in rows if any(map(ties_of, cells)))
    return len(told) > 2 and marked >= MOSTLY * len(rows) and any(ties_of(text) and not is_tick(text) for cells in rows for text in cells)


def filled(table: Table, index: int) -> list[str]:
    """What stands in a column, but for blanks and dashes."""
    cells = (row.cells[index].text for row in table.rows[:SEEN] if index < len(row.cells))
    return [text for text in cells if not EMPTY.match(text)]


def mostly_letters(cells: Sequence[str]) -> bool:
    """Whether most of these cells are letters or words of RACI."""
    return bool(cells) and sum(1 for text in cells if ties_of(text)) >= ENOUGH * len(cells)


def in_letters(table: Table, legends: Sequence[Legend]) -> Table:
    """The table with its marks written as RACI would, as the legends of the document say, or as sets of marks are usually meant."""
    explained = letters_at(legends, table.line)
    columns = [index for index in range(1, len(table.header)) if _holds_marks(filled(table, index), explained)]
    if len(columns) < 2:
        return table
    used = {piece for index in columns for text in filled(table, index) for piece in _pieces(text, explained)}
    letters = {mark: letter for mark, letter in explained.items() if mark in used or mark.casefold() in map(str.casefold, used)}
    letters = letters or _usual_set(used)
    if not letters:
        return table
    told = {line for legend in legends for line in legend.lines}
    rows = tuple(_row_in_letters(row, columns, letters) for row in table.rows if row.line not in told or _cells_filled(row) > 2)
    return replace(table, rows=rows)


def _cells_filled(row: Row) -> int:
    return sum(bool(cell.text) for cell in row.cells)


def _row_in_letters(row: Row, columns: Sequence[int], letters: Mapping[str, str]) -> Row:
    cells = (
        Cell(_cell_in_letters(cell.text, letters), cell.line) if index in columns and cell.text else cell
        for index, cell in enumerate(row.cells)
    )
    return replace(row, cells=tuple(cells))


def _cell_in_letters(text: str, letters: Mapping[str, str]) -> str:
    found = [_letter(piece, letters) for piece in _pieces(text, letters)]
    told = [letter for letter in found if letter is not None]
    return "/".join(dict.fromkeys(filter(None, told))) if len(told) == len(found) else text


def _letter(piece: str, letters: Mapping[str, str]) -> str | None:
    """What RACI would write for a mark: as explained, else as usually meant; where the owner's mark is explained, no other owns."""
    for spelt in (piece, piece.upper(), piece.casefold()):
        if spelt in letters:
            return letters[spelt]
    word = piece.casefold().strip("()")
    if word in _STAND_INS:
        return "backup"
    tie = _TIES.get(word)
    if tie is Tie.ACCOUNTABLE and "A" in letters.values():
        return "C"
    return _LETTERS[tie] if tie else None


def _pieces(text: str, letters: Mapping[str, str]) -> list[str]:
    """The marks of a cell: "A/R" and "AR" are two, "(✔)" is one."""
    bare = text.replace("\ufe0f", "").strip(" *[]")
    if bare in letters or bare.casefold() in letters:
        return [bare]
    pieces = [piece for piece in _BETWEEN.split(bare) if piece]
    if len(pieces) == 1 and len(bare) in (2, 3) and bare.isupper() and all(letter in letters or letter in "RACI" for letter in bare):
        return list(bare)
    return [sign for piece in pieces for sign in (_SIGNS.findall(piece) if _SIGNS.match(piece) else [piece])]


def _holds_marks(cells: Sequence[str], letters: Mapping[str, str]) -> bool:
    return bool(cells) and sum(all(map(_is_mark(letters), _pieces(text, letters))) for text in cells) >= ENOUGH * len(cells)


def _is_mark(letters: Mapping[str, str]) -> Callable[[str], bool]:
    return lambda piece: (len(piece) == 1 and (piece.isalpha() or piece == "•")) or _letter(piece, letters) is not None


def _usual_set(used: Collection[str]) -> dict[str, str]:
    """Marks that mean one thing beside some and another beside others: those of RAPID, "O" without "X", a tick in parentheses."""
    letters = {mark.upper() for mark in used if len(mark) == 1 and mark.isalpha()}
    if letters >= {"D", "R", "P"}:
        return _RAPID
    if "O" in letters:
        return {} if "X" in letters else {"O": "A"}
    if "P" in letters and letters & {"S", "B"} and not letters & {"A", "R", "D", "L"}:
        return {"P": "A", "S": "C", "B": "backup"}
    if "L" in letters and "A" not in letters:
        return {"L": "A", "S": "C"}
    if "•" in used:
        return {"•": "C" if any(is_tick(mark) for mark in used) else "A"}
    return {f"({mark})": "backup" for mark in used if f"({mark})" in used and is_tick(mark)}
