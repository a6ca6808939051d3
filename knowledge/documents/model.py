"""What a charter looks like once it is read: blocks in the order of the file, each knowing its true line.

Nothing here knows who owns what; that is the business of `knowledge.claims`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Passage:
    """Running text that may go over several lines: `text` is joined by single spaces, `starts` says where each line begins in it.

    `text` has no markup; `origins` gives for each character its place in the marked-up `raw` (empty: they are the same).
    """

    text: str
    starts: tuple[tuple[int, int], ...]  # (offset in `raw`, line number), in order
    raw: str = ""
    origins: tuple[int, ...] = ()

    @property
    def line(self) -> int:
        """The line, from 1, where the passage begins."""
        return self.starts[0][1]

    @property
    def written(self) -> str:
        """The text as it stands in the file, with its markup."""
        return self.raw if self.origins else self.text

    @property
    def pieces(self) -> list[tuple[str, int]]:
        """The passage as its writer broke it, each line with its number; markup stays in."""
        written = self.written
        bounds = [*(offset for offset, _ in self.starts), len(written) + 1]
        return [(written[offset : stop - 1], line) for (offset, line), stop in zip(self.starts, bounds[1:], strict=True)]

    def place(self, start: int, end: int, focus: int) -> tuple[str, int]:
        """The quote for `text[start:end]` and its line. A quote never goes over a line's end: the line of `focus` is taken."""
        if self.origins:
            last = len(self.raw) if end >= len(self.text) else self.origins[end - 1] + 1
            first = self.origins[start] if start else 0  # whole passages are quoted with the marks around them
            start, end, focus = first, last, self.origins[min(focus, len(self.origins) - 1)]
        written = self.written
        position = max((number for number, (offset, _) in enumerate(self.starts) if offset <= focus), default=0)
        offset, line = self.starts[position]
        stop = self.starts[position + 1][0] if position + 1 < len(self.starts) else len(written)
        return written[max(start, offset) : min(end, stop)].strip(), line


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` 1 is the outermost. Plain text knows no levels but 1."""

    passage: Passage
    level: int
    certain: bool = True  # False: plain text, where a short line alone is taken for a heading


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that stand together."""

    passage: Passage


@dataclass(frozen=True, slots=True)
class Bullet:
    """One item of a list; `depth` 0 is the outermost. `tree` marks a line of a drawn chart."""

    passage: Passage
    depth: int
    tree: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a table: its text without markup, and its line."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells, and the words of the file that it is quoted by."""

    cells: tuple[Cell, ...]
    line: int
    quote: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first row names the columns."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a structured file (YAML): a scalar, a list or a mapping, with the line it begins at."""

    line: int
    value: str = ""
    items: tuple[Node, ...] = ()
    fields: tuple[tuple[Node, Node], ...] = ()
    kind: str = "scalar"  # scalar | list | mapping

    def get(self, *names: str) -> Node | None:
        """The value of the first field with one of these names (case folded), for a mapping."""
        for key, value in self.fields:
            if key.value.casefold() in names:
                return value
        return None

    def scalars(self) -> Iterator[Node]:
        """The node itself, or the scalars directly in it."""
        if self.kind == "scalar":
            yield self
        for item in self.items:
            if item.kind == "scalar":
                yield item


@dataclass(frozen=True, slots=True)
class Registry:
    """The whole of a structured file (YAML): its documents in order."""

    roots: tuple[Node, ...]


Block = Heading | Paragraph | Bullet | Table | Registry


@dataclass(frozen=True, slots=True)
class Notice:
    """Something met while reading that a person should know: lines left out, runs mended."""

    code: str  # skipped | repaired
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Document:
    """A charter as read: its lines after repair (a claim's quote stands in one of them) and its blocks."""

    source: str
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    repaired: int = 0
    notices: tuple[Notice, ...] = field(default=())
