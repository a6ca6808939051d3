"""Tables in plain text whose columns are kept apart by spaces, tabs or drawn lines ("Boiler     Heating     4410")."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.documents.model import Cell, Row, Table
from knowledge.documents.tables import MAX_QUOTE

_CELL = re.compile(r"[^\s|│┃]+(?: [^\s|│┃]+)*")  # words with single spaces between them
_RULED = re.compile(r"\s*[|+┌├└╔╠╚]?[-=_─━═]{2,}(?:[ |+┬┼┴╤╪╧]{1,9}[-=_─━═]{2,})+[|+┐┤┘╗╣╝]?\s*")  # "-----  -----"
_DASHES = re.compile(r"[-=_─━═]{2,}")
_RULE = re.compile(r"\s*([-=_*~─━])\1{4,}\s*")
_LISTED = re.compile(r"\s*(?:[•◦▪‣●○■*+–-]|\(?\d{1,3}[.)])\s|\s*[#>]")
_GOES_ON = re.compile(r"(?:[,&/+-]|\b(?:and|or|of|the|for))$")
FEWEST = 2  # rows of a table with a rule below its header
FEWEST_PLAIN = 3  # rows of one without
WIDE = 3  # columns from which a header needs neither capitals nor a rule
_DRAWING = tuple("+┌╔=-─━")  # what the first rule of a table begins with
MOST_HEADER = 40  # characters of a cell of a header


@dataclass(frozen=True, slots=True)
class Found:
    """A table, and the first line behind it (from 0)."""

    table: Table
    stop: int


def aligned_tables(lines: Sequence[str]) -> dict[int, Found]:
    """The tables of a text, each by the line (from 0) that it begins at."""
    found: dict[int, Found] = {}
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        table = None
        if "\t" in line:
            table = _read_tabbed(lines, at)
        if not table and ("  " in line or "\t" in line or line[:1] in _DRAWING):
            table = _read(lines, at)
        if table:
            found[at] = table
        at = table.stop if table else at + 1
    return found


def moved(table: Table, lines: int) -> Table:
    """The table so many lines further down."""
    rows = (Row(tuple(Cell(cell.text, cell.line + lines) for cell in row.cells), row.line + lines, row.quote) for row in table.rows)
    return Table(table.header, tuple(rows), table.line + lines)


def _read_tabbed(lines: Sequence[str], at: int) -> Found | None:
    """A table whose cells are kept apart by single tabs, as one that was pasted from a sheet is."""
    header = [text.strip() for text in lines[at].split("\t")]
    rows: list[Row] = []
    stop = at + 1
    while stop < len(lines) and lines[stop].count("\t") == len(header) - 1 and lines[stop].strip():
        cells = tuple(Cell(text.strip(), stop + 1) for text in lines[stop].split("\t"))
        rows.append(Row(cells, stop + 1, lines[stop].strip()[:MAX_QUOTE].rstrip()))
        stop += 1
    return Found(Table(tuple(header), tuple(rows), at + 1), stop) if len(rows) >= FEWEST and _may_head(lines[at], header, True) else None


def _read(lines: Sequence[str], at: int) -> Found | None:
    head = at + 1 if _RULED.fullmatch(lines[at]) else at
    ruled = head + 1 < len(lines) and bool(_RULED.fullmatch(lines[head + 1]))
    if head >= len(lines) or (head > at and not ruled):
        return None
    drawn = (_DASHES if ruled else _CELL).finditer(lines[head + ruled].expandtabs())
    spans = [match.span() for match in drawn]
    header = tuple(text for text, _ in _slices(lines[head], spans))
    underlined = ruled or (head + 1 < len(lines) and bool(_RULE.fullmatch(lines[head + 1])))
    if not _may_head(lines[head], header, underlined):
        return None
    rows, stop = _rows(lines, head + 1 + underlined, spans)
    told = [row for row in rows if any(cell.text for cell in row.cells[1:])]
    if len(told) < (FEWEST if underlined else FEWEST_PLAIN) or len(told) * 2 < len(rows):
        return None
    return Found(Table(header, tuple(rows), head + 1), stop)


def _may_head(line: str, header: Sequence[str], underlined: bool) -> bool:
    """Whether a line can name columns: short words side by side, none of them a label, a sentence or the item of a list."""
    if len(header) < 2 or not all(header) or _LISTED.match(line):
        return False
    if any(len(text) > MOST_HEADER or text[-1] in ":.,;" or not any(map(str.isalpha, text)) for text in header):
        return False
    return underlined or len(header) >= WIDE or line.isupper()


def _rows(lines: Sequence[str], at: int, spans: Sequence[tuple[int, int]]) -> tuple[list[Row], int]:
    """The rows from lines[at] on, and where they end: at words that stand in no column, or at a gap before such words."""
    rows: list[Row] = []
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            following = next((place for place in range(at, min(at + 3, len(lines))) if lines[place].strip()), len(lines))
            if following == len(lines) or not (_fits(lines[following], spans) or _heads(lines, following, spans, False)):
                break
            at = following
            continue
        if _RULED.fullmatch(line) or _RULE.fullmatch(line):
            at += 1
            continue
        if not (_fits(line, spans) or _heads(lines, at, spans, bool(rows))):
            break
        _add(rows, line, at + 1, spans)
        at += 1
    return rows, at


def _add(rows: list[Row], line: str, number: int, spans: Sequence[tuple[int, int]]) -> None:
    """One more row; a line that goes on with what the cells above began is a part of theirs."""
    cells = [text for text, _ in _slices(line, spans)]
    if rows and not all(cells) and _goes_on(rows[-1], cells) and (not cells[0] or not any(cells[1:])):
        above = rows[-1]
        joined = (Cell(f"{cell.text} {text}".strip(), cell.line) for cell, text in zip(above.cells, cells, strict=True))
        rows[-1] = Row(tuple(joined), above.line, above.quote)
        return
    rows.append(Row(tuple(Cell(text, number) for text in cells), number, line.strip()[:MAX_QUOTE].rstrip()))


def _goes_on(above: Row, cells: Sequence[str]) -> bool:
    pairs = [(cell.text, text) for cell, text in zip(above.cells, cells, strict=True) if text]
    return all(text[0].islower() or _GOES_ON.search(before) for before, text in pairs)


def _slices(line: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, int]]:
    """The text of each column with the place where it begins; words that run over a border belong where they begin."""
    starts = [start for start, _ in spans]
    texts: list[list[str]] = [[] for _ in spans]
    places = [-1] * len(spans)
    for match in _CELL.finditer(line.expandtabs()):
        column = max(0, bisect_right(starts, match.start()) - 1)
        column = _nearest(match.span(), column, spans)
        texts[column].append(match[0])
        places[column] = match.start() if places[column] < 0 else places[column]
    return zip((" ".join(text) for text in texts), places, strict=True)


def _nearest(cell: tuple[int, int], column: int, spans: Sequence[tuple[int, int]]) -> int:
    """The next column, where a cell set to the right begins before it and ends in it."""
    later = column + 1
    return later if later < len(spans) and cell[0] >= spans[column][1] and cell[1] > spans[later][0] else column


def _fits(line: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a line has words behind the first column, each from the border of a column on or below its header."""
    cells = [match.span() for match in _CELL.finditer(line.expandtabs())]
    starts = {start for start, _ in spans}
    placed = [cell for cell in cells if cell[0] in starts or any(cell[0] < end and cell[1] > start for start, end in spans)]
    behind = [cell for cell in cells if cell[0] >= spans[0][1] and cell[1] > spans[1][0]]
    return bool(behind) and len(placed) == len(cells) <= len(spans) and not _LISTED.match(line)


def _heads(lines: Sequence[str], at: int, spans: Sequence[tuple[int, int]], goes_on: bool) -> bool:
    """Whether a line stands alone in the first column: the name of a group over its rows, or more of the name above."""
    line = lines[at].rstrip()
    cells = [match.span() for match in _CELL.finditer(line.expandtabs())]
    if len(cells) != 1 or cells[0][0] > spans[0][1] or cells[0][1] > max(spans[1][0], MOST_HEADER):
        return False
    more = goes_on and cells[0][1] < spans[1][0] and (line.lstrip()[0].islower() or cells[0][0] > spans[0][0])
    return more or (at + 1 < len(lines) and bool(lines[at + 1].strip()) and _fits(lines[at + 1], spans))
