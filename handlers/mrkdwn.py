"""Text from people and documents made safe for Slack, and the few pieces of markup that are ours. Knows no block and no payload.

`literal` is the only door through which foreign text may enter mrkdwn, `plain` the only one into plain_text objects. Both drop control
and bidirectional-override characters; `literal` also escapes `& < >` once and takes the power from `* _ ~` and the backtick, which no
escaping can do in Slack's mrkdwn: where they could begin or end a format they become look-alikes, elsewhere (`snake_case`) they stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.parse import quote

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}  # in this order: what escapes comes in with an "&"
_LOOKALIKES = {"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb"}  # ∗ ˍ ∼ ˋ
_QUOTE_MARK = "\u203a"  # ›, for a ">" that would open a block quote at the beginning of a line
_QUOTING = re.compile(r"(?m:^(?:[^\S\n]*>)+)")
_SPECIAL = re.compile(r"[&<>`*_~]")
_FORMATS = {mark: re.compile(rf"(?<![A-Za-z0-9]){re.escape(mark)}|{re.escape(mark)}(?![A-Za-z0-9])") for mark in "*_~"}
_LINE_BREAKS = re.compile(r"\r\n?|[\u000b\u000c\u0085\u2028\u2029]")

# Control characters but the line feed; bidirectional marks, embeddings, overrides and isolates; invisible joiners and fillers that hide
# text (the two joiners of emoji and Persian stay); tag characters; lone surrogates, which no UTF-8 can carry.
_DROPPED = re.compile(
    "[\u0000-\u0009\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffc\ufffe\uffff\U000e0000-\U000e0fff\ud800-\udfff]"
)
_LONGEST_QUOTE = 2900  # characters; a section holds 3,000
_BLANK_LINES = re.compile(r"\n\s*\n")
# The blocks of Unicode whose letters run from right to left.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_ELLIPSIS = "…"
_UNFINISHED = re.compile("[\u200c\u200d\ufe00-\ufe0f\u0300-\u036f\\s]+$")


def size(text: str) -> int:
    """Length as the stricter of the two ways Slack may count it: UTF-16 units, so that most emoji count two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """`text` without characters that hide, reorder or control; line breaks become line feeds, tabs become spaces."""
    if text.isascii() and text.isprintable():
        return text
    return _DROPPED.sub("", _LINE_BREAKS.sub("\n", text).replace("\t", " "))


def inline(text: str) -> str:
    """`text` cleaned and on one line, runs of blanks made one."""
    return " ".join(clean(text).split())


def plain(text: str, limit: int) -> str:
    """Foreign text for a plain_text object of at most `limit`: cleaned, on one line, cut with an ellipsis; never empty."""
    return _fitting(inline(text), limit, str) or "–"


def plain_block(text: str, limit: int) -> str:
    """Foreign text of several lines for the value of an input, of at most `limit`."""
    return _fitting(clean(text).strip(), limit, str)


def literal(text: str, limit: int = 3000) -> str:
    """Foreign text for mrkdwn, on one line, at most `limit` long after escaping; an entity is never cut in two."""
    return _isolated(_fitting(inline(text), limit - 2, _powerless))


def bold(text: str, limit: int = 3000) -> str:
    """Foreign text in bold, on one line."""
    return f"*{literal(text, limit - 2) or '–'}*"


def joined(items: Iterable[str], last: str = "and") -> str:
    """Pieces of mrkdwn as an English list: "a", "a and b", "a, b and c"."""
    pieces = list(items)
    if len(pieces) < 2:
        return "".join(pieces)
    return f"{', '.join(pieces[:-1])} {last} {pieces[-1]}"


def quoted(text: str, limit: int = _LONGEST_QUOTE) -> str:
    """Foreign text as a block quote; every line of it is quoted, at most `limit` in all."""
    whole = _BLANK_LINES.sub("\n\n", clean(text)).strip()
    budget = limit - 3 * (whole.count("\n") + 1)  # the mark of each line, and an isolate around it
    return "\n".join(f">{_isolated(line)}" for line in _fitting(whole, max(budget, limit // 4), _powerless).split("\n"))


def quotes(text: str, most: int) -> list[str]:
    """Foreign text as block quotes of each as long as a section holds, parted between words, nothing left out that `most` can hold."""
    rest, found = _BLANK_LINES.sub("\n\n", clean(text)).strip(), list[str]()
    while rest and len(found) < most - 1 and _quote_size(rest) > _LONGEST_QUOTE:
        low, high = 1, min(len(rest), _LONGEST_QUOTE)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if _quote_size(rest[:middle]) <= _LONGEST_QUOTE else (low, middle - 1)
        cut = max(rest.rfind(blank, low // 2, low) for blank in " \n") + 1 or low
        found.append(quoted(rest[:cut]))
        rest = rest[cut:].strip()
    return [*found, quoted(rest)] if rest else found


def quoted_words(text: str, words: Iterable[str], limit: int = _LONGEST_QUOTE) -> str:
    """A quote on one line with `words`, as they stand in it, in bold; a word that is part of a longer one lifts the whole of it."""
    whole = inline(text)
    pieces, position, room = list[str](), 0, limit - 3
    for start, end in [*_spans(whole, words), (len(whole), len(whole))]:
        between = _fitting(whole[position:start], room, _powerless)
        strong = f"*{_powerless(whole[start:end])}*" if end > start else ""
        room -= size(between)
        pieces.append(between)
        if between.endswith(_ELLIPSIS) and not whole[position:start].endswith(_ELLIPSIS):
            break
        if size(strong) >= room:
            pieces.append(_ELLIPSIS)
            break
        room -= size(strong)
        pieces.append(strong)
        position = end
    return ">" + _isolated("".join(pieces))


def person(user: str) -> str:
    """A mention of a user or user group. Slack notifies whoever it names, so it stands only in private messages or at a person's wish."""
    if not re.fullmatch(r"[UWS][A-Z0-9]{1,30}", user):
        return literal(user) or "someone"
    return f"<!subteam^{user}>" if user.startswith("S") else f"<@{user}>"


def channel(identifier: str) -> str:
    """A link to a channel by id; Slack shows the name only to those who may see it."""
    return f"<#{identifier}>" if re.fullmatch(r"[CGD][A-Z0-9]{1,30}", identifier) else literal(identifier) or "a channel"


def link(url: str, words: str) -> str:
    """A link of ours under foreign words; `url` is one that this module made."""
    return f"<{url}|{literal(words).replace('|', '¦')}>"


def message_url(team: str, channel_id: str, ts: str = "") -> str:
    """The address that opens a channel, or a person's direct messages, in the reader's Slack."""
    url = f"https://slack.com/app_redirect?team={quote(team, safe='')}&channel={quote(channel_id, safe='')}"
    return f"{url}&message_ts={quote(ts, safe='.')}" if ts else url


def day(moment: datetime) -> str:
    """A date in the reader's zone, with the UTC date where the zone is not known."""
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}}|{moment:%Y-%m-%d}>"


def unmarked(text: str, own_user: str = "") -> str:
    """What a person typed, from the text of a Slack message: entities decoded once, mentions dropped, links reduced to their words."""
    without = re.sub(rf"<@{re.escape(own_user)}(?:\|[^<>]*)?>", " ", text) if own_user else text
    words = re.sub(r"<([^<>]*)>", _entity_words, without)
    for character, entity in reversed(_ENTITIES.items()):
        words = words.replace(entity, character)
    return clean(words).strip()


def _entity_words(found: re.Match[str]) -> str:
    target, _, label = found.group(1).partition("|")
    if target.startswith(("@", "!subteam^")):
        return " "
    if target.startswith("#"):
        return f"#{label}" if label else " "
    if target.startswith("!"):
        return label or " "
    return label or target.removeprefix("mailto:")


def _powerless(text: str) -> str:
    """`text` escaped, and without a character that could begin or end a format; its ends count as the ends of a word."""
    if not _SPECIAL.search(text):
        return text
    safe = _QUOTING.sub(lambda found: found.group().replace(">", _QUOTE_MARK), text)
    for character, entity in _ENTITIES.items():
        safe = safe.replace(character, entity)
    for mark, pattern in _FORMATS.items():
        safe = pattern.sub(_LOOKALIKES[mark], safe)
    return safe.replace("`", _LOOKALIKES["`"])


def _spans(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where `words` stand in `text`, widened to whole words, in order and without overlaps."""
    found = []
    for word in {inline(word) for word in words} - {""}:
        for match in re.finditer(re.escape(word), text, re.IGNORECASE):
            start, end = match.span()
            while start > 0 and _word_like(text[start - 1]):
                start -= 1
            while end < len(text) and _word_like(text[end]):
                end += 1
            found.append((start, end))
    spans: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return [_trimmed(text, start, end) for start, end in spans]


def _word_like(character: str) -> bool:
    return not character.isspace() and character not in "()[]{}\"“”‘’'.,;:!?–—"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _fitting(text: str, limit: int, made: Callable[[str], str]) -> str:
    """`made(text)`, never shorter than `text`, or what is made of the longest beginning that fits into `limit` with an ellipsis."""
    if len(text) <= limit and size(whole := made(text)) <= limit:
        return whole
    low, high = 0, min(len(text), max(limit, 0))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(made(text[:middle])) <= limit - 1 else (low, middle - 1)
    return made(_UNFINISHED.sub("", text[:low])) + _ELLIPSIS


def _quote_size(text: str) -> int:
    """How long `quoted` makes the whole of a text, with room for an isolate around each line."""
    return size(_powerless(text)) + 3 * (text.count("\n") + 1)


def _isolated(line: str) -> str:
    """A line whose letters run from right to left, walled off so that it does not turn our words around it."""
    if not line.isascii() and _RIGHT_TO_LEFT.search(line):
        return f"{_FIRST_STRONG_ISOLATE}{line}{_POP_ISOLATE}"
    return line
