"""Files in the manner of CODEOWNERS: paths, the @handles that own them, and comments that say what is there.

The rules of the form: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.documents.markup import passage
from knowledge.documents.model import Block, Cell, Paragraph, Row, Table

HEADER = ("Component", "Owner", "Includes")
FEWEST = 3  # lines with paths and handles
ENOUGH = 0.6  # the share of all lines but comments that must be such
_RULE = re.compile(
    r"^(?P<paths>(?:[\w*.~-]*[/*.][^\s#@]*\s+)+)(?P<owners>(?:@[\w.-]+(?:/[\w.-]+)?|[\w.+-]+@[\w.-]+)(?:\s+@[\w./-]+)*)?\s*(?:#\s*(?P<told>.*))?$"
)
_ASIDE = re.compile(r"\s*(?:;.*|\b(?:too|as well|included|though|, please.*)\W*$)")


def looks_like_codeowners(lines: Sequence[str]) -> bool:
    """Whether most lines give paths to handles."""
    rules = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    owned = sum(1 for line in rules if (match := _RULE.match(line + " ")) and match["owners"])
    return owned >= FEWEST and owned >= ENOUGH * len(rules)


def read_codeowners(lines: Sequence[str]) -> tuple[Block, ...]:
    """The rules as one table, and the comments as paragraphs."""
    rows: list[Row] = []
    comments: list[Block] = []
    for number, line in enumerate(lines, 1):
        match = _RULE.match(line + " ")
        if line.lstrip().startswith("#"):
            words = line.lstrip("# \t").rstrip("-# \t")
            comments += [Paragraph(passage([(words, number)]))] if words else []
        elif match and any(character.isalnum() for character in match["paths"]):
            rows.append(_row(match, line, number))
    return (Table(HEADER, tuple(rows), rows[0].line if rows else 1), *comments)


def _row(match: re.Match[str], line: str, number: int) -> Row:
    owners = ", ".join((match["owners"] or "").split())
    told = _ASIDE.sub("", (match["told"] or "").replace(" + ", ", "))
    cells = (" ".join(match["paths"].split()), owners, "" if "->" in told else told)
    return Row(tuple(Cell(cell, number) for cell in cells), number, line.strip())
