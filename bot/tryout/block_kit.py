"""Checks of whole messages and views against Slack's limits, as Slack makes them before it accepts anything.

Follows https://docs.slack.dev/reference/block-kit/blocks (each block's page), .../reference/views and
.../surfaces/modals. Elements are in `elements.py`, tables and charts in `figures.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from bot.tryout import elements, figures
from bot.tryout.elements import Findings, check_element, check_text
from bot.tryout.refusals import Json, Refusal

Check = Callable[[Findings, Json, str], None]
BLOCKS_IN_MESSAGE = 50  # https://docs.slack.dev/reference/block-kit/blocks
BLOCKS_IN_VIEW = 100
VIEW_BYTES = 250_000  # https://docs.slack.dev/reference/methods/views.open
MARKDOWN_CHARACTERS = 12_000  # all markdown blocks of one payload together
TEXT_KINDS = ("plain_text", "mrkdwn")
EVERYWHERE = {"actions", "context", "divider", "header", "image", "input", "rich_text", "section", "video"}
MESSAGES_ONLY = {"file", "markdown", "table", "context_actions", "data_table", "data_visualization", "card", "carousel", "container",
                 "plan", "task_card"}  # fmt: skip
SURFACES = {"message": EVERYWHERE | MESSAGES_ONLY, "modal": EVERYWHERE | {"alert"}, "home": EVERYWHERE}


def check_section(found: Findings, block: Json, at: str) -> None:
    """Text 3,000 or up to ten fields of 2,000, and one accessory."""
    found.keys(block, at, {"type"}, {"block_id", "text", "fields", "accessory", "expand"})
    if "text" not in block and "fields" not in block:
        found.add("missing required field: text or fields", at)
    if "text" in block:
        check_text(found, block["text"], f"{at}/text", 3000, TEXT_KINDS)
    if "fields" in block:
        for number, entry in enumerate(found.listing(block["fields"], f"{at}/fields", 10)):
            check_text(found, entry, f"{at}/fields/{number}", 2000, TEXT_KINDS)
    if "accessory" in block:
        check_element(found, block["accessory"], f"{at}/accessory", elements.IN_SECTION)


def check_actions(found: Findings, block: Json, at: str) -> None:
    """Up to 25 elements, each action_id once."""
    allowed, most = (elements.IN_ACTIONS, 25) if block["type"] == "actions" else (elements.IN_CONTEXT_ACTIONS, 5)
    found.keys(block, at, {"type", "elements"}, {"block_id"})
    inside = found.listing(block.get("elements"), f"{at}/elements", most)
    for number, element in enumerate(inside):
        check_element(found, element, f"{at}/elements/{number}", allowed)
    names = [element["action_id"] for element in inside if isinstance(element, dict) and element.get("action_id")]
    for name in sorted({name for name in names if names.count(name) > 1}):
        found.add(f"`action_id` {name} already exists for another element", f"{at}/elements")


def check_context(found: Findings, block: Json, at: str) -> None:
    """Up to ten texts and images."""
    found.keys(block, at, {"type", "elements"}, {"block_id"})
    for number, element in enumerate(found.listing(block.get("elements"), f"{at}/elements", 10)):
        where = f"{at}/elements/{number}"
        if isinstance(element, dict) and element.get("type") == "image":
            check_element(found, element, where, {"image"})
        else:
            check_text(found, element, where, 3000, TEXT_KINDS)


def check_header(found: Findings, block: Json, at: str) -> None:
    """Plain text of 150."""
    found.keys(block, at, {"type", "text"}, {"block_id"})
    check_text(found, block.get("text"), f"{at}/text", 150)


def check_input(found: Findings, block: Json, at: str) -> None:
    """Label and hint 2,000, one element."""
    found.keys(block, at, {"type", "label", "element"}, {"block_id", "hint", "optional", "dispatch_action"})
    check_text(found, block.get("label"), f"{at}/label", 2000)
    if block.get("hint"):
        check_text(found, block["hint"], f"{at}/hint", 2000)
    check_element(found, block.get("element"), f"{at}/element", elements.IN_INPUT)


def check_image_block(found: Findings, block: Json, at: str) -> None:
    """URL 3,000, alt text 2,000, title 2,000."""
    found.keys(block, at, {"type", "alt_text"}, {"block_id", "image_url", "slack_file", "title"})
    elements.check_image(found, block, at)
    if block.get("title"):
        check_text(found, block["title"], f"{at}/title", 2000)


def check_markdown(found: Findings, block: Json, at: str) -> None:
    """12,000 characters of standard Markdown."""
    found.keys(block, at, {"type", "text"}, {"block_id"})
    found.text(block.get("text"), f"{at}/text", MARKDOWN_CHARACTERS, length=1)


def check_divider(found: Findings, block: Json, at: str) -> None:
    """Nothing but its id."""
    found.keys(block, at, {"type"}, {"block_id"})


def check_loosely(_found: Findings, _block: Json, _at: str) -> None:
    """A block whose inside is not checked here: rich_text, video, file, card, carousel, container, plan, task_card, alert."""


CHECKS: dict[str, Check] = {
    "section": check_section, "actions": check_actions, "context_actions": check_actions, "context": check_context,
    "header": check_header, "input": check_input, "image": check_image_block, "markdown": check_markdown, "divider": check_divider,
    "table": figures.check_table, "data_table": figures.check_data_table, "data_visualization": figures.check_chart,
}  # fmt: skip


def findings(blocks: Any, surface: str, at: str = "/blocks") -> list[str]:
    """Everything wrong with `blocks` on a `surface` (message, modal, home), in Slack's words; empty when Slack takes them."""
    found = Findings()
    most = BLOCKS_IN_MESSAGE if surface == "message" else BLOCKS_IN_VIEW
    inside = found.listing(blocks, at, most, 0)
    for number, block in enumerate(inside):
        where = f"{at}/{number}"
        kind = block.get("type") if isinstance(block, dict) else None
        if kind not in SURFACES[surface]:
            found.add(f"unsupported type: {kind}", f"{where}/type")
            continue
        found.text(block.get("block_id"), f"{where}/block_id", 255, length=1, optional=True)
        if block.get("block_id") in found.block_ids:
            found.add("`block_id` already exists for another block", f"{where}/block_id")
        found.block_ids.add(block.get("block_id") or f"\0{number}")
        CHECKS.get(kind, check_loosely)(found, block, where)
    _check_together(found, [block for block in inside if isinstance(block, dict)], at)
    return found.lines


def _check_together(found: Findings, blocks: Sequence[Json], at: str) -> None:
    """The limits that hold for all blocks of a payload: Markdown, one table, two charts, one focus."""
    kinds = [block.get("type") for block in blocks]
    if sum(len(str(block.get("text", ""))) for block in blocks if block.get("type") == "markdown") > MARKDOWN_CHARACTERS:
        found.add(f"markdown blocks must be less than {MARKDOWN_CHARACTERS + 1} characters together", at)
    if kinds.count("table") > 1:
        found.add("only one table allowed", at)
    if kinds.count("data_visualization") > 2:
        found.add("no more than 2 data_visualization blocks allowed", at)
    focused = [e for block in blocks for e in (*block.get("elements", ()), block.get("element"), block.get("accessory"))
               if isinstance(e, dict) and e.get("focus_on_load")]  # fmt: skip
    if len(focused) > 1:
        found.add("only one element may have focus_on_load", at)


def check_message(blocks: Any) -> None:
    """Raises Refusal invalid_blocks when Slack would not post `blocks`."""
    if not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    if lines := findings(blocks, "message"):
        raise Refusal("invalid_blocks", *lines)


def check_view(view: Any) -> None:
    """Raises Refusal invalid_arguments (or view_too_large) when Slack would not show `view`."""
    if not isinstance(view, dict):
        raise Refusal("invalid_arguments", "[ERROR] must be a view object [json-pointer:/view]")
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        raise Refusal("view_too_large")
    kind = view.get("type")
    if kind not in ("modal", "home"):
        raise Refusal("invalid_arguments", "[ERROR] unsupported type [json-pointer:/view/type]")
    found = Findings()
    _check_frame(found, view, kind)
    lines = found.lines + findings(view.get("blocks"), kind, "/view/blocks")
    if lines:
        raise Refusal("invalid_arguments", *lines)


def _check_frame(found: Findings, view: Json, kind: str) -> None:
    """What is around the blocks of a view: titles 24, ids 255, private_metadata 3,000 characters."""
    shared = {"private_metadata", "callback_id", "external_id"}
    modal = {"submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"}
    required = {"type", "blocks"} | ({"title"} if kind == "modal" else set())
    found.keys(view, "/view", required, shared | (modal if kind == "modal" else set()))
    for name in ("title", "submit", "close"):
        if kind == "modal" and view.get(name):
            check_text(found, view[name], f"/view/{name}", 24)
    found.text(view.get("private_metadata"), "/view/private_metadata", 3000, optional=True)
    found.text(view.get("callback_id"), "/view/callback_id", 255, optional=True)
    found.text(view.get("external_id"), "/view/external_id", 255, optional=True)
    blocks = view.get("blocks")
    asks = isinstance(blocks, list) and any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
    if kind == "modal" and asks and not view.get("submit"):
        found.add("missing required field: submit", "/view")
