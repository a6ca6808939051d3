"""From what a person does ("press Dispute", "choose CTO, type a reason") to what Slack puts into a payload.

Follows https://docs.slack.dev/reference/interaction-payloads/block_actions-payload and .../view-interactions-payload.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.tryout.elements import CHOICES, TYPED
from bot.tryout.refusals import Json

REQUIRED = "Please complete this required field."  # what Slack's client says before it sends anything
PICKED = {"datepicker": "date", "timepicker": "time", "datetimepicker": "date_time"}


def interactive(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Every (block, element) that a person can use."""
    for block in blocks:
        inside = [block.get("element"), block.get("accessory")]
        if block.get("type") in ("actions", "context_actions"):
            inside += block["elements"]
        for element in inside:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def words_on(block: Json, element: Json) -> str:
    """What a person reads on an element: the button's text, the input's label, the menu's placeholder."""
    text = element.get("text") or block.get("label") or element.get("placeholder") or {}
    return str(text.get("text", "")) if isinstance(text, dict) else str(text)


def find(blocks: Sequence[Json], name: str) -> tuple[Json, Json]:
    """The (block, element) with that action_id, block_id or words on it. Raises LookupError, naming what there is."""
    there = list(interactive(blocks))
    for names in ([e["action_id"] for _, e in there], [b["block_id"] for b, _ in there], [words_on(b, e) for b, e in there]):
        if name in names:
            return there[names.index(name)]
    raise LookupError(f"nothing called {name!r}; there is {[(e['action_id'], words_on(b, e)) for b, e in there]}")


def option(element: Json, wanted: Any) -> Json:
    """The option with that value or text. Raises LookupError."""
    if isinstance(wanted, dict):
        return wanted
    options = element.get("options") or [o for group in element.get("option_groups", ()) for o in group["options"]]
    for found in options:
        if wanted in (found["value"], found["text"]["text"]):
            return dict(found)
    raise LookupError(f"no option {wanted!r}; there are {[o['text']['text'] for o in options]}")


def chosen(element: Json, value: Any) -> Json:
    """The fields that carry `value` for this element; None means nothing chosen or typed."""
    kind = str(element["type"])
    if kind in TYPED or kind == "rich_text_input":
        return {"value": None if value in (None, "") else value if isinstance(value, dict) else str(value)}
    if kind in PICKED:
        return {f"selected_{PICKED[kind]}": value}
    many = kind.startswith("multi_") or kind == "checkboxes"
    base = kind.removeprefix("multi_").removesuffix("_select")
    name = "option" if base in ("static", "external", "overflow", *CHOICES) else base.removesuffix("s")
    as_value = (lambda wanted: option(element, wanted)) if name == "option" else (lambda wanted: wanted)
    if many:
        values = [value] if isinstance(value, str | dict) else list(value or ())
        return {f"selected_{name}s": [as_value(wanted) for wanted in values]}
    return {f"selected_{name}": None if value is None else as_value(value)}


def first_value(element: Json) -> Any:
    """What an element holds before anybody touched it."""
    for name, value in element.items():
        if name.startswith("initial_"):
            return value
    return None


def state(blocks: Sequence[Json], values: Mapping[str, Any]) -> Json:
    """`state.values` of a view or message whose elements were given `values` by action_id, block_id or label.

    Raises LookupError for a name that fits nothing.
    """
    given = {find(blocks, name)[1]["action_id"] + find(blocks, name)[0]["block_id"]: value for name, value in values.items()}
    result: Json = {}
    for block, element in interactive(blocks):
        if element["type"] in ("button", "overflow", "workflow_button", "feedback_buttons", "icon_button"):
            continue
        value = given.get(element["action_id"] + block["block_id"], first_value(element))
        result.setdefault(block["block_id"], {})[element["action_id"]] = {"type": element["type"], **chosen(element, value)}
    return result


def missing(blocks: Sequence[Json], values: Json) -> dict[str, str]:
    """The input blocks that the client itself complains about: required and empty, too short, too long."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block.get("type") != "input":
            continue
        element = block["element"]
        held = [v for k, v in values[block["block_id"]][element["action_id"]].items() if k != "type"][0]
        if held in (None, "", []):
            if not block.get("optional"):
                errors[block["block_id"]] = REQUIRED
        elif isinstance(held, str) and not element.get("min_length", 0) <= len(held) <= element.get("max_length", 3000):
            errors[block["block_id"]] = f"Must be {element.get('min_length', 0)} to {element.get('max_length', 3000)} characters."
    return errors


def action(element: Json, block: Json, value: Any, ts: str) -> Json:
    """The entry in `actions` for using an element once."""
    entry: Json = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"], "action_ts": ts}
    if element["type"] == "button":
        entry |= {name: element[name] for name in ("text", "value", "style", "url") if name in element}
    elif element["type"] == "feedback_buttons":
        half = element["negative_button" if value == "negative" else "positive_button"]
        entry |= {"text": half["text"], "value": half["value"]}
    else:
        entry |= chosen(element, value)
    if "placeholder" in element:
        entry["placeholder"] = element["placeholder"]
    return entry
