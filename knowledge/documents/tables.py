"""Tables from HTML and from separated values to rows that know their lines.

What a column means is not its business; `knowledge.claims` reads that from the header.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from knowledge.documents.model import Cell, Row, Table
from knowledge.errors import DocumentError

if TYPE_CHECKING:
    from bs4.element import Tag

MAX_NESTED = 3  # tables around a table that is still read
MAX_SPAN = 100  # columns or rows that one HTML cell may cover
MAX_QUOTE = 600  # characters of a row that are quoted
SNIFFED = 20  # lines looked at to find the separator
MOST_TITLES = 5  # rows of one cell above the header of a file
FEWEST_COLUMNS = 3  # of a table that has such rows above it


def quoted_row(line: str) -> str:
    """The words that a row is quoted by: the line without its outer bars, cut at 600 characters."""
    return line.strip().removeprefix("|").removesuffix("|").strip()[:MAX_QUOTE].rstrip()


def read_separated(source: str, lines: Sequence[str]) -> Table | None:
    """The table of a CSV file (comma, semicolon, tab or bar), None when it has no row. Raises DocumentError on a broken one."""
    separator = _separator(lines)
    reader = csv.reader((line + "\n" for line in lines), delimiter=separator)
    rows: list[tuple[list[str], int]] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((cells, begins))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise DocumentError(source, f"is no readable table ({error}).", reader.line_num) from error
    if not rows:
        return None
    rows = rows[_titles(rows) :]
    made = (_separated_row(cells, line, lines[line - 1]) for cells, line in rows[1:])
    return Table(tuple(cell.strip() for cell in rows[0][0]), tuple(row for row in made if row.quote), rows[0][1])


def _titles(rows: Sequence[tuple[list[str], int]]) -> int:
    """How many rows above the header say what the file is: fewer than half as many filled cells each as a row that follows soon."""
    filled = [sum(bool(cell.strip()) for cell in cells) for cells, _ in rows[: MOST_TITLES + 1]]
    header = next((number for number, count in enumerate(filled) if count > 1 and count * 2 > max(filled[number:])), 0)
    return header if max(filled) >= FEWEST_COLUMNS else 0


def _separated_row(cells: list[str], line: int, written: str) -> Row:
    made = ("\n".join(" ".join(piece.split()) for piece in cell.splitlines() if piece.strip()) for cell in cells)
    return Row(tuple(Cell(cell, line) for cell in made), line, written.strip()[:MAX_QUOTE].rstrip())


def _separator(lines: Sequence[str]) -> str:
    """The separator that stands equally often in most of the first lines; a comma when none does."""
    sample = list(islice((line for line in lines if line.strip()), SNIFFED))
    best, score = ",", 0.0
    for separator in (",", ";", "\t", "|"):
        counts = Counter(line.count(separator) for line in sample)
        usual, agreed = max(((count, times) for count, times in counts.items() if count), key=itemgetter(1), default=(0, 0))
        if agreed * (1 + usual / 100) > score:
            best, score = separator, agreed * (1 + usual / 100)
    return best


def read_html_tables(lines: Sequence[str], first: int, last: int) -> Iterator[Table]:
    """The tables of the HTML that stands in lines[first:last] (counted from 0)."""
    text = "\n".join(lines[first:last])
    if "<table" not in text.lower():
        return
    from bs4 import BeautifulSoup  # here, because few charters have such a table and it is much to load

    soup = BeautifulSoup(text, "html.parser")
    for table in soup.find_all("table"):
        if len(table.find_parents("table", limit=MAX_NESTED)) == MAX_NESTED:
            continue
        rows = _html_rows(table, lines, first)
        if len(rows) > 1:
            yield Table(tuple(cell.text for cell in rows[0].cells), tuple(rows[1:]), rows[0].line)


def _html_rows(table: Tag, lines: Sequence[str], first: int) -> list[Row]:
    rows: list[Row] = []
    hanging: dict[int, tuple[int, Cell]] = {}  # column -> rows still to fill, cell of a rowspan
    for row in table.find_all("tr"):
        if row.find_parent("table") is not table:
            continue
        cells: list[Cell] = []
        for cell in row.find_all(["td", "th"], recursive=False):
            _fill(cells, hanging)
            made = Cell(_words(cell), first + (cell.sourceline or 1))
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for _ in range(across):
                if down > 1:
                    hanging[len(cells)] = (down - 1, made)
                cells.append(made)
        _fill(cells, hanging)
        if cells:
            line = next((cell.line for cell in cells if cell.text), cells[0].line)
            rows.append(Row(tuple(cells), line, lines[line - 1].strip()[:MAX_QUOTE].rstrip()))
    return rows


def _words(cell: Tag) -> str:
    """What a reader sees in a cell; lines that its writer broke stay apart, struck words are left out."""
    for struck in cell.find_all(["del", "s", "strike"]):
        struck.decompose()
    for broken in cell.find_all(["br", "li", "p", "div"]):
        broken.insert_before("\x00")
    words = " ".join(cell.get_text(" ").replace("\xad", "").split())
    return "\n".join(line.strip() for line in words.split("\x00") if line.strip())


def _fill(cells: list[Cell], hanging: dict[int, tuple[int, Cell]]) -> None:
    """Cells that hang down from the rows above into the columns that come next."""
    while len(cells) in hanging:
        left, cell = hanging.pop(len(cells))
        if left > 1:
            hanging[len(cells)] = (left - 1, cell)
        cells.append(cell)


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1"))
    return max(1, min(int(value), MAX_SPAN)) if value.isascii() and value.isdigit() else 1
