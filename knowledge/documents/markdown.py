"""Markdown to blocks: markdown-it-py finds the blocks and their lines, the words are taken from the file itself.

Inline markup is left to `markup`; HTML is looked at only for tables.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.documents.aligned import FEWEST, aligned_tables, moved
from knowledge.documents.markup import passage, plain
from knowledge.documents.model import Block, Bullet, Cell, Heading, Paragraph, Row, Table
from knowledge.documents.tables import quoted_row, read_html_tables

_PARSER = MarkdownIt("commonmark").enable("table")
_PARSER.core.ruler.disable(["inline", "text_join"])
_MARKER = re.compile(r"^\s*(?:>\s?)*\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(?:\[[ xX]\]\s+)?(?:#{1,6}\s+)?")
_FRONT_MATTER = re.compile(r"^(---|\+\+\+)\s*$")
_TREE = re.compile(r"^[\s│|]*[├└┌╰╭┣┗][─━]*\s*(?P<text>\S.*)$")
_PIECES = re.compile(r"\s+[|·•]\s+")
_OF_THE_PAGE = re.compile(  # what pages say of themselves below their title
    r"^[*_]*(?:(?:version|v|rev(?:ision)?)[.:*_\s]*v?\d[\w.]*|(?:(?:document|page|doc) )?(?:version|revision|status|date|created|updated|"
    r"last (?:updated|reviewed|modified|changed|edited)(?: (?:on|by))?|(?:next |last )?review(?:ed)?(?: (?:on|by|date|due))?|effective(?: "
    r"(?:date|from))?|valid (?:from|until)|approved(?: (?:on|by))?|author|authors|written by|classification|confidentiality|"
    r"published(?: (?:on|by))?|expires|supersedes|language|audience|document (?:id|number|no\.?|owner))[*_]*\s*:.*)$",
    re.IGNORECASE,
)
_PLAIN = ("", "text", "txt", "plain", "plaintext", "ascii")  # what code blocks of plain text are marked with
MAX_FRONT_MATTER = 200  # lines looked at for its end


def read_markdown(lines: Sequence[str]) -> tuple[Block, ...]:
    """The blocks of a Markdown file, in order. Front matter and code blocks are left out, drawn charts in code blocks are not."""
    skipped = _front_matter(lines)
    text = "\n" * skipped + "\n".join(lines[skipped:])
    reader = _Reader(lines, _PARSER.parse(text))
    return reader.read()


def _front_matter(lines: Sequence[str]) -> int:
    if lines and _FRONT_MATTER.match(lines[0]):
        for number in range(1, min(len(lines), MAX_FRONT_MATTER)):
            if lines[number].rstrip() == lines[0].rstrip():
                return number + 1
    return 0


class _Reader:
    """Goes over the tokens once; every block is made from the lines that its token names."""

    def __init__(self, lines: Sequence[str], tokens: list[Token]) -> None:
        self._lines = lines
        self._tokens = tokens
        self._blocks: list[Block] = []
        self._lists = 0
        self._item_open = False

    def read(self) -> tuple[Block, ...]:
        at = 0
        while at < len(self._tokens):
            token = self._tokens[at]
            if token.type in ("bullet_list_open", "ordered_list_open"):
                self._lists += 1
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                self._lists -= 1
            elif token.type == "list_item_open":
                self._item_open = True
            elif token.type == "list_item_close":
                self._item_open = False
            elif token.type == "table_open":
                at = self._read_table(at)
            elif token.type == "inline":
                self._read_inline(self._tokens[at - 1], token)
            elif token.type == "html_block" and token.map:
                self._blocks.extend(read_html_tables(self._lines, token.map[0], token.map[1]))
            elif token.type in ("fence", "code_block") and token.map:
                if token.info.strip() in _PLAIN:
                    self._read_aligned(token.map[0], token.map[1])
                self._read_chart(token.map[0], token.map[1])
            at += 1
        return tuple(self._blocks)

    def _read_inline(self, opening: Token, token: Token) -> None:
        if not token.map or (opening.type == "paragraph_open" and not self._lists and self._read_aligned(token.map[0], token.map[1], True)):
            return
        words = passage([piece for piece in self._pieces(token) if not _tells_of_the_page(piece[0])] or [("", 1)])
        if not words.text.strip():
            return
        if opening.type == "heading_open":
            self._blocks.append(Heading(words, int(opening.tag[1])))
        elif self._lists and self._item_open:
            self._blocks.append(Bullet(words, self._lists - 1))
            self._item_open = False
        else:
            self._blocks.append(Paragraph(words))

    def _pieces(self, token: Token) -> list[tuple[str, int]]:
        """The token's text line by line, as it stands in the file, each with its line number."""
        first, last = token.map or (0, 0)
        pieces = []
        contents = token.content.split("\n")
        for number in range(first, min(last, first + len(contents), len(self._lines))):
            content = contents[number - first].strip()
            line = self._lines[number]
            start = line.find(content)
            text = content if start >= 0 else line[_marker_length(line) :].strip()
            if text:
                pieces.append((text.removeprefix("[ ] ").removeprefix("[x] "), number + 1))
        return pieces or [("", first + 1)]

    def _read_table(self, at: int) -> int:
        rows: list[tuple[list[str], int]] = []
        start = self._tokens[at].map or [0, 0]
        while self._tokens[at].type != "table_close":
            token = self._tokens[at]
            if token.type == "tr_open":
                rows.append(([], (token.map or start)[0] + 1))
            elif token.type == "inline" and rows:
                rows[-1][0].append(plain(token.content))
            at += 1
        if rows:
            made = (Row(tuple(Cell(text, line) for text in cells), line, quoted_row(self._lines[line - 1])) for cells, line in rows[1:])
            self._blocks.append(Table(tuple(rows[0][0]), tuple(row for row in made if row.quote), rows[0][1]))
        return at

    def _read_aligned(self, first: int, last: int, whole: bool = False) -> bool:
        """The tables of plain text in these lines, in a code block or pasted as they are; `whole`: only if one table is all they hold."""
        found = aligned_tables(self._lines[first:last]) if last - first > FEWEST else {}
        if not found or (whole and (0 not in found or found[0].stop < last - first)):
            return False
        self._blocks.extend(moved(each.table, first) for each in found.values())
        return True

    def _read_chart(self, first: int, last: int) -> None:
        """A drawn organisation chart inside a code block; any other code says nothing about owners."""
        numbers = [number for number in range(first, last) if number < len(self._lines) and self._lines[number].strip()]
        if not any(_TREE.match(self._lines[number]) for number in numbers):
            return
        for number, following in pairwise([*numbers, numbers[-1]]):
            tree = _TREE.match(self._lines[number])
            if tree:
                self._blocks.append(Bullet(passage([(tree["text"].rstrip(), number + 1)]), 1 + tree.start("text") // 4, tree=True))
            elif _TREE.match(self._lines[following]):
                self._blocks.append(Bullet(passage([(self._lines[number].strip(), number + 1)]), 0, tree=True))


def _tells_of_the_page(line: str) -> bool:
    """ "Version 3.2 | Status: approved by the board | Next review: May": metadata, like front matter, however much a sentence is in it."""
    pieces = [piece.strip() for piece in _PIECES.split(line.strip(" |"))]
    return len(pieces) > 1 and all(_OF_THE_PAGE.match(piece) for piece in pieces)


def _marker_length(line: str) -> int:
    match = _MARKER.match(line)
    return match.end() if match else 0
