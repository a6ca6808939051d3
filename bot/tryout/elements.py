"""Checks of what sits inside blocks: text objects, options, buttons, menus, inputs. Limits and wording as Slack's.

Follows https://docs.slack.dev/reference/block-kit/block-elements and .../composition-objects. Blocks themselves are in
`block_kit.py`. Every finding is a line like those Slack puts into `response_metadata.messages`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from bot.tryout.refusals import Json

DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
TIME = re.compile(r"\d{2}:\d{2}\Z")
SELECTS = {f"{prefix}{kind}_select" for prefix in ("", "multi_") for kind in ("static", "external", "users", "conversations", "channels")}
MULTI = {name for name in SELECTS if name.startswith("multi_")}
TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
PICKERS = {"datepicker", "timepicker", "datetimepicker"}
CHOICES = {"checkboxes", "radio_buttons"}
IN_ACTIONS = (SELECTS - MULTI) | PICKERS | CHOICES | {"button", "overflow", "workflow_button"}
IN_SECTION = SELECTS | {"button", "overflow", "workflow_button", "image", "datepicker", "timepicker"} | CHOICES
IN_INPUT = SELECTS | TYPED | PICKERS | CHOICES | {"rich_text_input", "file_input"}
IN_CONTEXT_ACTIONS = {"feedback_buttons", "icon_button"}

OPTION_LIMITS = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}  # everything else: 100
COMMON = {"type", "action_id", "confirm", "focus_on_load"}
FIELDS: dict[str, set[str]] = {
    "button": {"text", "url", "value", "style", "accessibility_label"},
    "workflow_button": {"text", "workflow", "style", "accessibility_label"},
    "image": {"image_url", "alt_text", "slack_file"},
    "overflow": {"options"},
    "datepicker": {"initial_date", "placeholder"},
    "timepicker": {"initial_time", "placeholder", "timezone"},
    "datetimepicker": {"initial_date_time"},
    "checkboxes": {"options", "initial_options"},
    "radio_buttons": {"options", "initial_option"},
    "plain_text_input": {"initial_value", "multiline", "min_length", "max_length", "placeholder", "dispatch_action_config"},
    "email_text_input": {"initial_value", "placeholder", "dispatch_action_config"},
    "url_text_input": {"initial_value", "placeholder", "dispatch_action_config"},
    "number_input": {"initial_value", "is_decimal_allowed", "min_value", "max_value", "placeholder", "dispatch_action_config"},
    "rich_text_input": {"initial_value", "placeholder", "dispatch_action_config"},
    "file_input": {"filetypes", "max_files"},
    "feedback_buttons": {"positive_button", "negative_button"},
    "icon_button": {"icon", "text", "value", "accessibility_label", "visible_to_user_ids"},
}
INITIAL = {"static": "option", "external": "option", "users": "user", "conversations": "conversation", "channels": "channel"}
EXTRA = {"static": {"options", "option_groups"}, "external": {"min_query_length"},
         "conversations": {"default_to_current_conversation", "filter"}}  # fmt: skip


def select_fields(kind: str) -> set[str]:
    """The fields of one kind of select menu beside the common ones."""
    base = kind.removeprefix("multi_").removesuffix("_select")
    initial = f"initial_{INITIAL[base]}" + ("s" if kind in MULTI else "")
    more = {"max_selected_items"} if kind in MULTI else {"response_url_enabled"} if base in ("conversations", "channels") else set()
    return {"placeholder", initial} | EXTRA.get(base, set()) | more


@dataclass(slots=True)
class Findings:
    """What is wrong so far, and the ids seen, for one set of blocks."""

    lines: list[str] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)

    def add(self, message: str, at: str) -> None:
        """Note that `message` holds at JSON pointer `at`."""
        self.lines.append(f"[ERROR] {message} [json-pointer:{at}]")

    def text(self, value: Any, at: str, most: int, *, length: int = 0, optional: bool = False) -> None:
        """A string of at most `most` characters, at least `length`."""
        if value is None and optional:
            return
        if not isinstance(value, str):
            self.add("must be a string", at)
        elif len(value) > most:
            self.add(f"must be less than {most + 1} characters", at)
        elif len(value) < length:
            self.add(f"must be more than {length - 1} characters", at)

    def keys(self, value: Json, at: str, required: set[str], allowed: set[str]) -> None:
        """Every required field is there and no unknown one."""
        for name in sorted(required - {key for key, given in value.items() if given is not None}):
            self.add(f"missing required field: {name}", at)
        for name in sorted(set(value) - allowed - required):
            self.add(f"invalid additional property: {name}", at)

    def listing(self, value: Any, at: str, most: int, least: int = 1) -> list[Any]:
        """A list of `least` to `most` items; returns it, or [] when it is none."""
        if not isinstance(value, list):
            self.add("must be an array", at)
            return []
        if len(value) > most:
            self.add(f"no more than {most} items allowed", at)
        if len(value) < least:
            self.add(f"must provide at least {least} items", at)
        return value


def check_text(found: Findings, value: Any, at: str, most: int, kinds: tuple[str, ...] = ("plain_text",)) -> None:
    """A text object of one of `kinds`."""
    if not isinstance(value, dict):
        found.add("must be an object", at)
        return
    if value.get("type") not in kinds:
        found.add(f"must be one of the text types {', '.join(kinds)}", f"{at}/type")
        return
    found.keys(value, at, {"type", "text"}, {"emoji"} if value["type"] == "plain_text" else {"verbatim"})
    if "text" in value:
        found.text(value["text"], f"{at}/text", most, length=1)


def check_option(found: Findings, option: Any, at: str, kind: str) -> None:
    """One option of a menu: text 75, value 150, description 75 characters."""
    if not isinstance(option, dict):
        found.add("must be an object", at)
        return
    found.keys(option, at, {"text", "value"}, {"description", "url"} if kind == "overflow" else {"description"})
    kinds = ("plain_text", "mrkdwn") if kind in CHOICES else ("plain_text",)
    if "text" in option:
        check_text(found, option["text"], f"{at}/text", 75, kinds)
    if "value" in option:
        found.text(option["value"], f"{at}/value", 150, length=1)
    if option.get("description"):
        check_text(found, option["description"], f"{at}/description", 75, kinds)


def check_options(found: Findings, element: Json, at: str, kind: str) -> None:
    """The options or option groups of an element, each value once, and the initial ones among them."""
    groups = element.get("option_groups")
    if groups is not None:
        options = []
        for number, group in enumerate(found.listing(groups, f"{at}/option_groups", 100)):
            check_text(found, group.get("label"), f"{at}/option_groups/{number}/label", 75)
            options += found.listing(group.get("options"), f"{at}/option_groups/{number}/options", 100)
    else:
        options = found.listing(element.get("options"), f"{at}/options", OPTION_LIMITS.get(kind, 100))
    for number, option in enumerate(options):
        check_option(found, option, f"{at}/options/{number}", kind)
    values = [option.get("value") for option in options if isinstance(option, dict)]
    if len(set(values)) < len(values):
        found.add("option values must be unique", f"{at}/options")
    initial = [element["initial_option"]] if element.get("initial_option") else element.get("initial_options", [])
    if any(option not in options for option in initial):
        found.add("initial option must be one of the options", f"{at}/initial_option")
    if "initial_options" in element and not element["initial_options"]:
        found.add("must provide at least 1 items", f"{at}/initial_options")


def check_confirm(found: Findings, confirm: Any, at: str) -> None:
    """A confirmation dialog: title 100, text 300, buttons 30 characters."""
    if not isinstance(confirm, dict):
        found.add("must be an object", at)
        return
    found.keys(confirm, at, {"title", "text", "confirm", "deny"}, {"style"})
    for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        if name in confirm:
            check_text(found, confirm[name], f"{at}/{name}", most, ("plain_text", "mrkdwn") if name == "text" else ("plain_text",))


def check_button(found: Findings, element: Json, at: str) -> None:
    """Text 75, value 2,000, url 3,000 characters; style primary or danger."""
    check_text(found, element.get("text"), f"{at}/text", 75)
    found.text(element.get("value"), f"{at}/value", 2000, optional=True)
    found.text(element.get("url"), f"{at}/url", 3000, length=1, optional=True)
    found.text(element.get("accessibility_label"), f"{at}/accessibility_label", 75, optional=True)
    if element.get("style", "primary") not in ("primary", "danger"):
        found.add("must be one of primary, danger", f"{at}/style")


def check_image(found: Findings, element: Json, at: str) -> None:
    """Either an URL of 3,000 or a Slack file, and words for those who do not see it, 2,000."""
    if bool(element.get("image_url")) == bool(element.get("slack_file")):
        found.add("must provide exactly one of image_url, slack_file", at)
    found.text(element.get("image_url"), f"{at}/image_url", 3000, optional=True)
    found.text(element.get("alt_text"), f"{at}/alt_text", 2000, length=1)


def check_typed(found: Findings, element: Json, at: str, kind: str) -> None:
    """Inputs that are typed into."""
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    if not 0 <= low <= 3000 or not 1 <= high <= 3000 or low > high:
        found.add("min_length and max_length must lie between 0 and 3000", at)
    if kind == "number_input" and "is_decimal_allowed" not in element:
        found.add("missing required field: is_decimal_allowed", at)
    if isinstance(initial := element.get("initial_value"), str) and not low <= len(initial) <= high:
        found.add(f"must be between {low} and {high} characters", f"{at}/initial_value")


def check_feedback(found: Findings, element: Json, at: str) -> None:
    """The two halves of a feedback element: text 75, value 2,000."""
    for name in ("positive_button", "negative_button"):
        half = element.get(name)
        if not isinstance(half, dict):
            found.add(f"missing required field: {name}", at)
            continue
        check_text(found, half.get("text"), f"{at}/{name}/text", 75)
        found.text(half.get("value"), f"{at}/{name}/value", 2000)


def check_element(found: Findings, element: Any, at: str, allowed: set[str]) -> None:
    """One interactive element or image, of a kind that may stand there."""
    kind = element.get("type") if isinstance(element, dict) else None
    if kind not in allowed:
        found.add(f"unsupported type: {kind}", f"{at}/type")
        return
    fields = FIELDS.get(kind) or select_fields(kind)
    found.keys(element, at, {"type"}, COMMON | fields)
    found.text(element.get("action_id"), f"{at}/action_id", 255, length=1, optional=True)
    if element.get("placeholder"):
        check_text(found, element["placeholder"], f"{at}/placeholder", 150)
    if element.get("confirm"):
        check_confirm(found, element["confirm"], f"{at}/confirm")
    if "options" in fields:
        check_options(found, element, at, kind)
    if kind in ("button", "workflow_button"):
        check_button(found, element, at)
    elif kind == "image":
        check_image(found, element, at)
    elif kind in TYPED:
        check_typed(found, element, at, kind)
    elif kind == "feedback_buttons":
        check_feedback(found, element, at)
    elif kind in ("datepicker", "timepicker"):
        name, shape = ("initial_date", DATE) if kind == "datepicker" else ("initial_time", TIME)
        if element.get(name) is not None and not shape.match(str(element[name])):
            found.add("must be a valid date" if kind == "datepicker" else "must be a valid time", f"{at}/{name}")
