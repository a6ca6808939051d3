"""Takes inline markup (emphasis, code, links, HTML) out of a line and remembers where each character stood.

The words that people read are matched; the words as they stand in the file are quoted.
"""

from __future__ import annotations

import re
from html import unescape

from knowledge.documents.model import Passage

_MARKED = re.compile(r"[*_`\[\]<&\\~!\u00ad\u200b-\u200d\ufeff]|''")
_INLINE = re.compile(  # what is struck through is said no more; signs that nobody sees are no words
    r"~~[^~\n]{1,500}~~\s?|[\u00ad\u200b-\u200d\ufeff]|"
    r"!\[(?P<picture>[^\]\n]{0,500})\]\([^()\s]{0,2000}(?:\s[^()\n]{0,200})?\)"
    r"|\[\^[^\]\s]{1,40}\]"
    r"|\[\[(?:[^\]|\n]{0,200}\|)?(?P<page>[^\]|\n]{1,200})\]\]"
    r"|'{2,5}(?=\S)|(?<=[^\s\d])'{2,5}"
    r"|\[(?P<link>[^\]\n]{1,500})\](?:\([^()\s]{0,2000}(?:\s[^()\n]{0,200})?\)|\[[^\]\n]{0,100}\])"
    r"|<(?P<address>(?:https?://|mailto:)[^<>\s]{1,2000})>"
    r"|<!--.{0,2000}?-->"
    r"|</?[A-Za-z][^<>\n]{0,500}>"
    r"|(?P<entity>&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]{2,31});)"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`{1,3})"
    r"|(?P<star>\*{1,3}|~~)"
    r"|(?P<under>(?<![A-Za-z0-9])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![A-Za-z0-9]))"
)


def passage(lines: list[tuple[str, int]]) -> Passage:
    """The passage of these (text, line number) pieces, joined by single spaces, without inline markup."""
    starts, raw, offset = [], [], 0
    for text, number in lines:
        starts.append((offset, number))
        raw.append(text)
        offset += len(text) + 1
    joined = " ".join(raw)
    if not _MARKED.search(joined):
        return Passage(joined, tuple(starts))
    text, origins = _cleaned(joined)
    if len(text) == len(joined):
        return Passage(joined, tuple(starts))
    return Passage(text, tuple(starts), joined, origins)


def plain(text: str) -> str:
    """The text without inline markup, for a cell of a table."""
    return _cleaned(text)[0].strip() if _MARKED.search(text) else text.strip()


def _cleaned(raw: str) -> tuple[str, tuple[int, ...]]:
    text: list[str] = []
    origins: list[int] = []

    def keep(piece: str, start: int) -> None:
        text.append(piece)
        origins.extend(range(start, start + len(piece)))

    at = 0
    for match in _INLINE.finditer(raw):
        keep(raw[at : match.start()], at)
        at = match.end()
        for group in ("picture", "page", "link", "address", "escaped"):
            if match[group] is not None:
                inner, places = _cleaned(match[group]) if group in ("picture", "page", "link") else (match[group], None)
                base = match.start(group)
                text.append(inner)
                origins.extend([base + place for place in places] if places is not None else range(base, base + len(inner)))
        if match["entity"]:
            character = unescape(match["entity"])
            text.append(character)
            origins.extend([match.start()] * len(character))
        elif match[0][:3].lower() == "<br":
            text.append("\n")
            origins.append(match.start())
    keep(raw[at:], at)
    return "".join(text), tuple(origins)
