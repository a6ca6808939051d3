"""Rows to claims: tables with owner columns, tables with a column for each role, and lists under their section's owner."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from itertools import chain

from knowledge.claims.collector import Collector
from knowledge.claims.english.phrases import tidy, topics
from knowledge.claims.owners.cells import JOINTLY, OwnerCell, is_crowd, is_nobody, parse_owners, plain_names
from knowledge.claims.owners.names import kind_of
from knowledge.claims.owners.people import distinct_posts
from knowledge.claims.pages.sections import SectionReader
from knowledge.claims.tables.cards import upright
from knowledge.claims.tables.columns import Columns, columns_of, is_qualified, narrowed, without_numbering
from knowledge.claims.tables.explained import owning_headers
from knowledge.claims.tables.halves import one_below_the_other
from knowledge.claims.tables.headers import BACKUP, header_words, names_things
from knowledge.claims.tables.mark_legends import is_legend, legends_of
from knowledge.claims.tables.marks import in_letters
from knowledge.claims.tables.matrix import is_matrix, read_matrix
from knowledge.claims.tables.matrix_headers import with_letters_spelt, with_lower_header
from knowledge.claims.tables.parts_by_role import by_thing
from knowledge.claims.tables.recurring import with_owner_header
from knowledge.claims.tables.regions import in_places, place_columns
from knowledge.claims.tables.repeats import filled_down, without_dittos
from knowledge.documents.model import Row, Table
from knowledge.documents.tables import MAX_QUOTE, quoted_row
from knowledge.types import NOT_NAMED, Tie

REPORTED = 1_000  # rows between two reports of progress
_QUALIFIER = re.compile(
    r"^(?:online|offline|internal|external|public|private|mobile|web|legacy|old|new|other|general|central|local)$", re.IGNORECASE
)
_NO_THING = re.compile(r"total|legend|yes|no|true|false|n/a|[\d.,]+ ?%", re.IGNORECASE)
MAX_WHOLE = 8  # words; a longer cell is a list or a remark and no topic by itself
MOST_DESCRIBED = 8  # words that still name a thing by what it is for


class TableReader:
    """Reads the tables of one charter; cells are parsed once however often they come."""

    def __init__(self, collector: Collector, sections: SectionReader, progress: Callable[[int], None]) -> None:
        self._collector, self._roster, self._sections, self._progress = collector, collector.roster, sections, progress
        self._cells: dict[str, OwnerCell] = {}
        self._heard: dict[str, OwnerCell] = {}  # cells of those who are consulted or informed
        self._topics: dict[str, tuple[str, ...]] = {}
        self.uses: Counter[str] = Counter()  # how often each owner was named in an owner column
        self.places: dict[str, int] = {}  # the line where it was named first
        self.directory: set[str] = set()  # owners that a list of teams names

    def read(self, table: Table) -> None:
        """One table: claims for its rows, or a finding that says why there are none."""
        if self._sections.left_out:
            return
        before = len(self._collector.claims)
        if is_legend(table):
            return
        table = self._reshaped(table)
        if self._properties(table):
            return
        lines = self._collector.document.lines
        columns = columns_of(table.header, self._roster, owning_headers(lines))
        if not (columns or self._sections.outline.owners() or is_matrix(table, self._roster, ()) or place_columns(table)):
            table = with_owner_header(table, self._roster, lines)
            columns = columns_of(table.header, self._roster)
        if is_matrix(table, self._roster, [column.index for column in columns.owners if column.rank < 90] if columns else ()):
            read_matrix(table, self._collector, self._sections.outline.path(), self.topics)
        elif not columns and (places := place_columns(table)):
            self._by_place(table, places)
        elif columns and columns.topic >= 0:
            columns = narrowed(table, columns)
            table = filled_down(table, columns, lines)
            self._learn(table, columns)
            for number, row in enumerate(table.rows):
                self._row(row, columns)
                if number % REPORTED == 0:
                    self._progress(row.line)
        elif columns:
            self._directory(table, columns)
        else:
            self._listed(table)
        if len(self._collector.claims) > before:
            self._sections.outline.mark_claimed()

    def _reshaped(self, table: Table) -> Table:
        """The table with a row for each thing, marks as letters, and nothing in a cell that only another cell says."""
        legends = legends_of(self._collector.document.lines)
        table = without_dittos(one_below_the_other(upright(table, self._roster)))
        table = in_letters(without_numbering(with_lower_header(table, legends), self._roster), legends)
        return by_thing(with_letters_spelt(table, legends), self._roster)

    def _learn(self, table: Table, columns: Columns) -> None:
        """Names that stand alone in a cell are owners before any cell is read, so that "Maps and Routing" is seen to be two."""
        cells = Counter(_at([cell.text for cell in row.cells], column.index) for row in table.rows for column in columns.owners)
        for person, post in distinct_posts(cells, self._roster).items():
            self._roster.add(person, [post, f"{person}, {post}"], "person")
        if not any(" and " in text or " & " in text for text in cells):
            return
        for text in cells:
            for name in plain_names(text):
                if name not in self._roster:
                    self._roster.add(name, kind=kind_of(name))

    def topics(self, text: str) -> tuple[str, ...]:
        """The topics of a cell: the whole of it when it is short, and each thing that it lists."""
        known = self._topics.get(text)
        if known is None:
            whole = tidy(text)
            short = bool(whole) and "\n" not in text.strip() and len(whole.split()) <= MAX_WHOLE and not set(whole) & set(",;(\n")
            simple = short and " and " not in f" {whole.casefold()} " and not set(whole) & set("/:&+–—") and " - " not in whole
            known = (whole,) if simple else tuple(dict.fromkeys([*([whole] if short else []), *(_qualified(text) or topics(text))]))
            if not known and text.strip():
                known = (" ".join(text.split())[:90],) if any(character.isalnum() for character in text) else ()
            self._topics[text] = known
        return known

    def described(self, text: str) -> tuple[str, ...]:
        """The topics of a few words that say what a thing is ("HR and payroll"), none of a long sentence; of several the first counts."""
        words = re.split(r"[.!?]\s|[.!?]?$|\n", text.strip(), maxsplit=1)[0]
        found = self.topics(words) if words and len(words.split()) <= MOST_DESCRIBED else ()
        return tuple(topic for topic in found if not re.fullmatch(r"\w+ed", topic))  # "restricted": how it is, not what

    def owners(self, text: str, line: int) -> OwnerCell:
        """What an owner cell says; new names become owners of the charter."""
        cell = self._cells.get(text)
        if cell is None:
            cell = parse_owners(text, self._roster)
            for name in (*cell.owners, *(other for other, _ in cell.involved)):
                self._roster.add(name, kind=kind_of(name) if name not in self._roster else "role")
            self._cells[text] = cell
        for name in cell.owners:
            self.uses[name] += 1
            self.places.setdefault(name, line)
        return cell

    def _row(self, row: Row, columns: Columns) -> None:
        cells = [cell.text for cell in row.cells]
        thing = _at(cells, columns.topic)
        if not thing or _NO_THING.fullmatch(thing) or not any(character.isalnum() for character in thing):
            if any(cells):
                self._collector.finding("skipped", row.line, "The row names no topic.")
            return
        if columns.listed and not _at(cells, columns.owners[0].index):
            self._collector.finding("skipped", row.line, "The row names no owner.")
            return
        owner, involved, extras = self._held_by(cells, columns, row)
        if owner is None:
            return
        section = self._section(cells, columns)
        contact = _at(cells, columns.contact)
        note = "; ".join(filter(None, (owner.note, _at(cells, columns.note), contact)))
        if contact and len(owner.owners) == 1:
            self._roster.add(owner.owners[0], contact=contact)
        quote, line = quote_of(row, columns.topic, self._collector.document.lines, tuple(column.index for column in columns.owners))
        others = (*owner.involved, *involved)
        things = self._things(cells, columns)
        for topic in dict.fromkeys(chain.from_iterable(things)):
            self._collector.claim(topic, owner.owners, quote, section, line, torn=owner.either, involved=others, note=note)
        for label, cell in extras:
            if label == BACKUP and cell.owners == owner.owners:
                continue
            for topic in (name for names in (things[:1] if label == BACKUP else things) for name in names[:1]):
                self._collector.claim(f"{label} of {topic}", cell.owners, quote, section, line, torn=cell.either, note=cell.note)

    def _things(self, cells: list[str], columns: Columns) -> tuple[tuple[str, ...], ...]:
        """What a row is about, by where it says so: its thing, further columns of things, what describes it."""
        further = tuple(name for index in columns.also for name in self.topics(_at(cells, index)))
        return self.topics(_at(cells, columns.topic)), further, self.described(_at(cells, columns.described))

    def _section(self, cells: list[str], columns: Columns) -> str:
        return " › ".join(filter(None, (self._sections.outline.path(), _at(cells, columns.grouping))))

    def _held_by(
        self, cells: list[str], columns: Columns, row: Row
    ) -> tuple[OwnerCell | None, list[tuple[str, Tie]], list[tuple[str, OwnerCell]]]:
        """*The* owner of a row, the others that its further columns name, and claims for each named kind of owner."""
        owner: OwnerCell | None = None
        involved: list[tuple[str, Tie]] = []
        extras: list[tuple[str, OwnerCell]] = []
        unheld: list[tuple[str, str]] = []  # kinds of owner that the row does not name, and what it says instead
        odd, joint = False, " (jointly)" if JOINTLY.match(_at(cells, columns.note)) else ""
        qualified = [column for column in columns.owners if is_qualified(column, columns)]
        for column in columns.owners:
            told = self._told if column.tie in (Tie.CONSULTED, Tie.INFORMED) else self.owners
            text = _at(cells, column.index)
            cell = told(text + joint if text else "", row.line)
            if cell.odd:
                odd = True
                self._collector.finding("unknown-owner", row.line, f'"{_at(cells, column.index)[:80]}" is no name of an owner.')
                continue
            if not cell.owners:
                if (column in qualified and column.rank < 7) or (column.rank < 90 and cell.note and (owner is None or column in qualified)):
                    unheld.append((column.label, cell.note))
                continue
            if column in qualified:
                extras.append((column.label, cell))
            if owner is None and column.rank < 90:
                owner = cell
            else:
                involved.extend(
                    (name, column.tie if column.rank >= 90 or column.tie is Tie.RESPONSIBLE else Tie.RESPONSIBLE) for name in cell.owners
                )
        if owner is not None:
            owner = replace(owner, note="; ".join(filter(None, (owner.note, *self._unheld(unheld, cells, columns, row)))))
        elif not odd:
            said = _at(cells, columns.owners[0].index)
            message = f'"{_at(cells, columns.topic)[:80]}" has no owner' + (f' ("{said[:60]}").' if said else ".")
            self._nobodys(cells, columns, row, message)
        return owner, involved, extras if len(columns.owners) > 1 else []

    def _nobodys(self, cells: list[str], columns: Columns, row: Row, told: str) -> None:
        """A row that names no owner; of a row that has its thing alone, which may be a heading, nothing is claimed."""
        heads = len(cells) > 2 and len(list(filter(None, cells))) == 1
        quote, line = quote_of(row, columns.topic, self._collector.document.lines)
        things = () if heads else (each for each in chain.from_iterable(self._things(cells, columns)) if not is_nobody(each))
        self._collector.nobodys(things, quote, self._section(cells, columns), line, told)

    def _unheld(self, unheld: list[tuple[str, str]], cells: list[str], columns: Columns, row: Row) -> list[str]:
        """Tells of the kinds of owner that a row with an owner leaves open; they come back as remarks, with what it says ("TBD")."""
        for label, said in unheld:
            told = f' ("{said[:60]}").' if said else "."
            self._collector.finding("no-owner", row.line, f'"{_at(cells, columns.topic)[:80]}" has no {label}{told}')
        return [f"{label}: {said or NOT_NAMED}" for label, said in unheld]

    def _told(self, text: str, _line: int) -> OwnerCell:
        """Who is asked or told by a cell: the parties that it names; people at large are none."""
        cell = self._heard.get(text)
        if cell is None:
            parsed = parse_owners(text, self._roster)
            cell = OwnerCell(tuple(name for name in parsed.owners if not is_crowd(name)))
            for name in cell.owners:
                self._roster.add(name, kind=kind_of(name) if name not in self._roster else "role")
            self._heard[text] = cell
        return cell

    def _properties(self, table: Table) -> bool:
        """A table of two columns, "Owner | Team A", that describes the one thing its section is about."""
        if len(table.header) != 2 or len(table.rows) > 40 or (len(table.rows) == 1 and names_things(table.header[1])):
            return False
        rows = [(table.header[0], table.header[1], table.line, "")]
        rows += [(row.cells[0].text, row.cells[1].text, row.line, row.quote) for row in table.rows if len(row.cells) == 2]
        plain = len(table.rows) < 2 or header_words(table.header[0]) in (
            "",
            "field",
            "property",
            "key",
            "attribute",
            "what",
            "detail",
            "details",
        )
        if not plain:
            return False
        quoted = [(name, value, line, quote or quoted_row(self._collector.document.lines[line - 1])) for name, value, line, quote in rows]
        read = [self._sections.property(name, value, line, quote) for name, value, line, quote in quoted if name and value]
        return any(read)

    def _directory(self, table: Table, columns: Columns) -> None:
        """A list of teams without things: names and contacts are learnt, nothing is claimed."""
        for row in table.rows:
            cells = [cell.text for cell in row.cells]
            cell = self.owners(_at(cells, columns.owners[0].index), row.line)
            for name in cell.owners:
                self.directory.add(self._roster.add(name, kind="team", contact=_at(cells, columns.contact)))

    def _by_place(self, table: Table, places: Sequence[int]) -> None:
        """One owner for each thing in each place; who has it everywhere has the thing."""
        for row in table.rows:
            cells = [cell.text for cell in row.cells]
            held: dict[tuple[str, ...], list[int]] = {}
            for index in places:
                owners = self.owners(_at(cells, index), row.line).owners
                if owners:
                    held.setdefault(owners, []).append(index)
                else:
                    told = f'"{_at(cells, 0)[:80]}" has no owner in {table.header[index]} ("{_at(cells, index)[:60]}").'
                    self._collector.finding("no-owner", row.line, told)
            for owners, columns in held.items():
                quote, line = quote_of(row, 0, self._collector.document.lines, columns)
                for topic in self.topics(_at(cells, 0)):
                    for whole in in_places(topic, [table.header[index] for index in columns], len(columns) == len(places)):
                        self._collector.claim(whole, owners, quote, self._sections.outline.path(), line)

    def _listed(self, table: Table) -> None:
        """A table without owners: its first column is of the section's owner, where the section has one."""
        owners = self._sections.outline.owners()
        if not owners:
            self._collector.finding("no-owner", table.line, f"The table has no column of owners ({', '.join(table.header)[:80]}).")
            return
        for row in table.rows:
            quote, line = quote_of(row, 0, self._collector.document.lines)
            for topic in self.topics(_at([cell.text for cell in row.cells], 0)):
                self._collector.claim(topic, owners, quote, self._sections.outline.path(), line)


def quote_of(row: Row, column: int, lines: tuple[str, ...], owners: Sequence[int] = ()) -> tuple[str, int]:
    """The words a row is quoted by, and their line. A row of HTML is quoted from its thing to its owner, or by the thing alone."""
    cell = row.cells[column] if 0 <= column < len(row.cells) else row.cells[0]
    written = lines[cell.line - 1]
    if row.quote.startswith("<") and cell.text and cell.text in written:
        beside = (row.cells[index] for index in owners if index < len(row.cells) and row.cells[index].line == cell.line)
        owner = next((other for other in beside if other.text), None)
        return (owner and _from_to(written, cell.text, owner.text)) or cell.text, cell.line
    if cell.text and len(row.quote) >= 600 and cell.text not in row.quote and cell.text in written:
        return cell.text, cell.line
    return row.quote, row.line


def _from_to(written: str, one: str, other: str) -> str:
    """The part of a line of HTML that two cells stand in, with the tags between them; empty when they are not found as they are."""
    pieces = [escape(piece, quote=False) for text in (one, other) for piece in text.split("\n")]
    places = [(at, at + len(piece)) for piece in pieces if (at := _cell_at(written, piece)) >= 0]
    if len(places) < len(pieces):
        return ""
    found = written[min(start for start, _ in places) : max(end for _, end in places)]
    return found if len(found) <= MAX_QUOTE else ""


def _cell_at(written: str, text: str) -> int:
    """Where a cell's words stand in a line of HTML: right behind a tag, not inside one."""
    return written.find(">" + text) + 1 if ">" + text in written else -1


def _qualified(text: str) -> list[str]:
    """ "Building permits, online" is one thing with a word set behind it, not two."""
    name, _, word = text.partition(", ")
    if _QUALIFIER.match(word):
        return [text, f"{word} {name}"]
    name, dash, _ = text.replace(" — ", " – ").replace(" - ", " – ").partition(" – ")
    return [text, name] if dash and tidy(name) else []


def _at(cells: list[str], index: int) -> str:
    return cells[index] if 0 <= index < len(cells) else ""
