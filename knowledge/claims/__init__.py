"""A document to a `Reading`: who owns what by which line, who the owners are, and what a person should look at.

Pure. One engine for every charter: no name of a role or company is known to it beforehand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from knowledge.claims.collector import Collector
from knowledge.claims.owners.discovery import discover
from knowledge.claims.owners.roster import Roster
from knowledge.claims.pages.sections import SectionReader
from knowledge.claims.summary import summarised
from knowledge.claims.tables.flattened import find_flattened, read_flattened
from knowledge.claims.tables.headers import header_words
from knowledge.claims.tables.mark_legends import explains_columns, legends_of
from knowledge.claims.tables.pairs import pairs_as_tables
from knowledge.claims.tables.part_lists import parts_as_tables
from knowledge.claims.tables.registry import RegistryReader
from knowledge.claims.tables.rows import TableReader
from knowledge.documents import Document, read_document
from knowledge.documents.model import Block, Bullet, Heading, Paragraph, Registry, Table
from knowledge.types import Reading

__all__ = ["read_charter"]

Progress = Callable[[int, int], None]
MOST_READ_TWICE = 2_000  # lines; longer documents are tables and registries, which name their owners themselves


def read_charter(charter: str, source: str, data: bytes, progress: Progress | None = None) -> Reading:
    """The reading of one charter. `progress` is told (lines done, lines in all). Raises DocumentError for what cannot be read."""
    document = read_document(source, data)
    roster = Roster()
    discover(document, roster)
    if len(document.lines) <= MOST_READ_TWICE:  # names that only its tables and fields tell are known to the sentences before them
        _read_blocks(document, Collector(charter, document, roster), _silent)
    collector = Collector(charter, document, roster)
    for notice in document.notices:
        collector.finding(notice.code, notice.line, notice.message)
    tables = _read_blocks(document, collector, progress or _silent)
    claims, owners, findings = summarised(collector, tables.uses, tables.places, tables.directory)
    digest = hashlib.sha256(data).hexdigest()
    return Reading(charter, source, digest, len(document.lines), claims, owners, findings, document.repaired)


def _read_blocks(document: Document, collector: Collector, progress: Progress) -> TableReader:
    """Every block in order, each by its own reader; tables without columns are read in place of the lines they are made of."""
    total = len(document.lines)
    sections = SectionReader(collector, [block for block in document.blocks if isinstance(block, Heading)])
    tables = TableReader(collector, sections, lambda line: progress(line, total))
    registries = RegistryReader(collector, tables, lambda line: progress(line, total))
    flattened = find_flattened(document.lines, collector.roster) if len(document.blocks) > 1 else []
    legends = legends_of(document.lines)
    headers = {header_words(name) for block in document.blocks if isinstance(block, Table) for name in block.header}
    done = 0
    for block in pairs_as_tables(parts_as_tables(document.blocks, legends), collector.roster):
        if isinstance(block, Table):
            tables.read(block)
        elif isinstance(block, Registry):
            registries.read(block)
        elif flattened and block.passage.line >= flattened[0].first:
            table = flattened.pop(0)
            done = table.last
            read_flattened(table, collector, sections.outline.path())
            sections.outline.mark_claimed()
        elif block.passage.line > done:
            progress(block.passage.line, total)
            if not explains_columns(legends, headers, (line for _, line in block.passage.starts)):
                _read_words(block, sections)
    sections.finish()
    progress(total, total)
    return tables


def _read_words(block: Block, sections: SectionReader) -> None:
    if isinstance(block, Heading):
        sections.heading(block)
    elif isinstance(block, Paragraph):
        sections.paragraph(block)
    elif isinstance(block, Bullet):
        sections.bullet(block)


def _silent(_done: int, _total: int) -> None:
    """Nobody watches."""
