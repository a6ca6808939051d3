"""The pieces of Block Kit that our messages and modals are made of, each within Slack's limits. Knows nothing of answers or disputes.

Functions that take `words` for mrkdwn expect text that `handlers.mrkdwn` has made safe; functions for plain_text make theirs safe here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from handlers import ids, mrkdwn

Block = dict[str, Any]
View = dict[str, Any]

MAX_VIEW_BLOCKS = 100
MAX_WHOLE = 9500
"""For the words in all blocks of a posted message together. Slack answers `msg_blocks_too_long` and documents no figure; of the messages
that slackapi/bolt-js issue 2867 measured, one with 9,597 characters was taken and one with 11,341 refused."""
MAX_TEXT = 3900
"""For the top-level text: chat.update refuses more than 4,000 characters."""
MAX_OPTIONS = 100
MAX_INPUT = 3000


def text_of(*lines: str) -> str:
    """The top-level text of a message: our lines, the empty ones left out, cut to what Slack takes."""
    kept: list[str] = []
    room = MAX_TEXT
    for line in lines:
        if line and mrkdwn.size(line) + 1 <= room:
            kept.append(line)
            room -= mrkdwn.size(line) + 1
    return "\n".join(kept)


def section(words: str, accessory: Block | None = None) -> Block:
    """A paragraph of mrkdwn. `verbatim` keeps Slack from finding addresses, channels and mentions in it by itself."""
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": words, "verbatim": True}}
    if accessory is not None:
        block["accessory"] = accessory
    return block


def context(*words: str) -> Block:
    """Small print: up to ten pieces of mrkdwn."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": piece, "verbatim": True} for piece in words[:10]]}


def room_beside(blocks: Sequence[Block]) -> int:
    """How many characters a posted message with these sections, headers and contexts still has room for."""
    texts = [block.get("text") for block in blocks] + [piece for block in blocks for piece in block.get("elements", ())]
    return MAX_WHOLE - sum(mrkdwn.size(text["text"]) for text in texts if text and isinstance(text["text"], str))


def long_quote(text: str, most: int = 3) -> list[Block]:
    """Text of up to 3,000 characters whole, in as many quotes as it needs, at most `most`: six hold it however much is escaped in it."""
    return [section(quote) for quote in mrkdwn.quotes(text, most)]


def header(words: str) -> Block:
    """A heading; Slack takes plain text of at most 150 characters."""
    return {"type": "header", "text": _plain(words, 150)}


def divider() -> Block:
    """A rule between parts."""
    return {"type": "divider"}


def actions(elements: Sequence[Block]) -> list[Block]:
    """A row of buttons and menus, or nothing when there are none; Slack takes 25."""
    return [{"type": "actions", "elements": list(elements[:25])}] if elements else []


def button(label: str, action: str, value: str, *, style: str = "", confirm: Block | None = None) -> Block:
    """A button. `value` comes back with the click; it is cut to Slack's 2,000 characters."""
    element: Block = {
        "type": "button",
        "text": _plain(label, 75),
        "action_id": action,
        "value": mrkdwn.plain_block(value, ids.MAX_BUTTON_VALUE) or " ",
    }
    if style:
        element["style"] = style
    if confirm is not None:
        element["confirm"] = confirm
    return element


def confirm(title: str, words: str, yes: str) -> Block:
    """The question Slack asks before it sends a click."""
    return {"title": _plain(title, 100), "text": _plain(words, 300), "confirm": _plain(yes, 30), "deny": _plain("Cancel", 30)}


def option(label: str, value: str) -> Block:
    """One choice of a menu; the label is cut to 75 characters, the value to 150."""
    return {"text": _plain(label, 75), "value": mrkdwn.plain(value, ids.MAX_OPTION_VALUE)}


def menu(placeholder: str, action: str, options: Sequence[Block]) -> Block:
    """A menu of at most 100 options, to pick one from."""
    return {"type": "static_select", "placeholder": _plain(placeholder, 150), "action_id": action, "options": list(options[:MAX_OPTIONS])}


def select(placeholder: str, options: Sequence[Block], initial: Sequence[str] = (), *, several: bool = False) -> Block:
    """A menu for a modal: of one choice or, with `several`, of many; `initial` are values chosen already.

    More than the 100 options that a list may hold become a menu to search in, whose options `handlers.searching` supplies.
    """
    unique = {choice["value"]: choice for choice in options}
    element: Block = {"action_id": ids.VALUE, "placeholder": _plain(placeholder, 150)}
    if len(unique) <= MAX_OPTIONS:
        element |= {"type": "multi_static_select" if several else "static_select", "options": list(unique.values())}
    else:
        element |= {"type": "multi_external_select" if several else "external_select", "min_query_length": 1}
    chosen = [unique[value] for value in dict.fromkeys(initial) if value in unique]
    if chosen:
        element |= {"initial_options": chosen[:MAX_OPTIONS]} if several else {"initial_option": chosen[0]}
    return element


def text_input(initial: str = "", *, placeholder: str = "", lines: bool = False, longest: int = MAX_INPUT) -> Block:
    """A field to write in; `initial` is foreign text."""
    element: Block = {"type": "plain_text_input", "action_id": ids.VALUE, "multiline": lines, "max_length": longest}
    if value := mrkdwn.plain_block(initial, longest) if lines else mrkdwn.inline(mrkdwn.plain_block(initial, longest)):
        element["initial_value"] = value
    if placeholder:
        element["placeholder"] = _plain(placeholder, 150)
    return element


def field(block: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """One labelled input of a modal, known by its block id."""
    block_dict: Block = {"type": "input", "block_id": block, "label": _plain(label, 150), "element": element, "optional": optional}
    if hint:
        block_dict["hint"] = _plain(hint, 500)
    return block_dict


def modal(title: str, blocks: Iterable[Block], *, callback: str = "", submit: str = "", close: str = "Close", metadata: str = "") -> View:
    """A modal; Slack takes titles and labels of 24 characters, 100 blocks and 3,000 characters of metadata."""
    view: View = {"type": "modal", "title": _plain(title, 24), "close": _plain(close, 24), "blocks": list(blocks)[:MAX_VIEW_BLOCKS]}
    if callback:
        view["callback_id"] = callback
    if submit:
        view["submit"] = _plain(submit, 24)
    if metadata:
        view["private_metadata"] = metadata
    return view


def notice_modal(title: str, *words: str) -> View:
    """A modal that only says something."""
    return modal(title, [section(piece) for piece in words if piece])


def _plain(words: str, limit: int) -> Block:
    return {"type": "plain_text", "text": mrkdwn.plain(words, limit), "emoji": False}
