"""Slack's blocks on a terminal, so that a message says the same in both places. Draws words, never buttons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

# Ours come only from handlers.mrkdwn: bold, a link or date with words to show, a mention, a quoted line.
_MARKS = re.compile(r"<(?P<link>[^<>]+)>|(?<![A-Za-z0-9])\*(?P<bold>[^*\n]+)\*(?![A-Za-z0-9])")
_WORDS = str.maketrans({"∗": "*", "ˍ": "_", "∼": "~", "ˋ": "`", "›": ">", "\u2068": "", "\u2069": ""})
_SMALL = "dim"


def print_blocks(blocks: Iterable[Mapping[str, Any]], console: Console, first: str = "bold") -> None:
    """Every block that says something, a blank line after each divider; the very first line in the style `first`."""
    style = first
    for block in blocks:
        for line, small in _lines(block):
            console.print(in_words(line, style or (_SMALL if small else "")))
            style = ""


def in_words(mrkdwn: str, style: str = "") -> Text:
    """One line of our mrkdwn as styled text, entities decoded."""
    from rich.text import Text

    quote = mrkdwn.startswith(">")
    text, position = Text("  " if quote else "", style=style), 0
    line = mrkdwn[1:] if quote else mrkdwn
    if quote:
        text.append("> ", style=_SMALL)
    for mark in _MARKS.finditer(line):
        text.append(_decoded(line[position : mark.start()]))
        text.append(*((_decoded(mark["bold"]), "bold") if mark["bold"] else (_shown_link(mark["link"]), "")))
        position = mark.end()
    text.append(_decoded(line[position:]))
    return text


def _lines(block: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Each line of a block, and whether it is small print."""
    kind = block.get("type")
    if kind == "divider":
        yield "", False
    elif kind == "context":
        words = " · ".join(str(element.get("text", "")) for element in block["elements"] if element.get("text"))
        yield from ((line, True) for line in words.split("\n"))
    elif kind in ("section", "header"):
        for piece in (block.get("text"), *block.get("fields", ())):
            if piece:
                yield from ((line, False) for line in str(piece["text"]).split("\n"))


def _shown_link(link: str) -> str:
    target, _, words = link.partition("|")
    if words:
        return _decoded(words)
    return _decoded(target.lstrip("@#!").removeprefix("subteam^"))


def _decoded(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").translate(_WORDS)
