"""Bytes of an ownership document to a `Document`: repaired lines, and blocks that know their lines.

Pure: no file is opened and nothing is fetched. Who owns what is read from the blocks by `knowledge.claims`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from knowledge.documents.cards import with_layouts
from knowledge.documents.codeowners import looks_like_codeowners, read_codeowners
from knowledge.documents.markdown import read_markdown
from knowledge.documents.model import Block, Document, Registry, Table
from knowledge.documents.repair import repair
from knowledge.documents.structured import read_structured
from knowledge.documents.tables import read_html_tables, read_separated
from knowledge.documents.text import read_text
from knowledge.errors import DocumentError

__all__ = ["Document", "read_document"]

_MARKDOWN = re.compile(r"#{1,6} \S|\|.*\||(?:\|\s*)?:?-{3,}:?\s*\|")
SNIFFED = 200  # lines looked at to tell Markdown from plain text


def read_document(source: str, data: bytes) -> Document:
    """The document in `data`; `source` is a name whose suffix tells the format. Raises DocumentError."""
    repaired = repair(source, data)
    if not any(line.strip() for line in repaired.lines):
        left_out = next((f": line {notice.line}: {notice.message}" for notice in repaired.notices if notice.line), ".")
        raise DocumentError(source, "is empty" + left_out if left_out == "." else "holds nothing that can be read" + left_out)
    blocks = tuple(block for block in _blocks(source, repaired.lines) if isinstance(block, Table | Registry) or block.passage.text.strip())
    return Document(source, repaired.lines, blocks, repaired.runs, repaired.notices)


def _blocks(source: str, lines: Sequence[str]) -> tuple[Block, ...]:
    suffix = PurePath(source).suffix.lower()
    if suffix in (".csv", ".tsv"):
        table = read_separated(source, lines)
        return (table,) if table else ()
    if suffix in (".yaml", ".yml", ".json"):
        return (read_structured(source, lines),)
    if suffix in (".html", ".htm"):
        return tuple(read_html_tables(lines, 0, len(lines)))
    if looks_like_codeowners(lines):
        return read_codeowners(lines)
    if suffix in (".md", ".markdown", ".mdx") or _looks_like_markdown(lines):
        return with_layouts(read_markdown(lines))
    return with_layouts(read_text(lines))


def _looks_like_markdown(lines: Sequence[str]) -> bool:
    return sum(1 for line in lines[:SNIFFED] if _MARKDOWN.match(line.strip())) >= 2
