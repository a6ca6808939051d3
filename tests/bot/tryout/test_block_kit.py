"""Slack's limits on blocks and views, each broken once."""

from __future__ import annotations

from typing import Any

import pytest

from bot.tryout.block_kit import check_message, check_view, findings
from bot.tryout.refusals import Refusal


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(value: str, text: str = "") -> dict[str, Any]:
    return {"text": plain(text or value), "value": value}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Dispute"), "action_id": "dispute", **more}


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "owner", "options": [option("CIO"), option("CTO")], **more}


def section(**more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "*CIO*", "verbatim": True}, **more}


def actions(*elements: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def asked(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("Why?"), "element": element, **more}


def cells(*texts: str) -> list[dict[str, Any]]:
    return [{"type": "raw_text", "text": text} for text in texts]


def chart(categories: int = 2, **more: Any) -> dict[str, Any]:
    names = [f"W{n}" for n in range(categories)]
    series = [{"name": "Raised", "data": [{"label": name, "value": 1} for name in names]}]
    return {
        "type": "data_visualization",
        "title": "Disputes",
        "chart": {"type": "line", "series": series, "axis_config": {"categories": names}},
    } | more


SURE = {"title": plain("Sure?"), "text": plain("x"), "confirm": plain("Yes"), "deny": plain("No")}
GOOD = [
    {"type": "header", "text": plain("Ownership")},
    section(accessory=button(style="danger", confirm=SURE)),
    section(fields=[plain("a")] * 10),
    {"type": "context", "elements": [plain("seen"), {"type": "image", "image_url": "x", "alt_text": "logo"}]},
    actions(button(), select(initial_option=option("CTO")), {"type": "overflow", "action_id": "more", "options": [option("a")]}),
    {"type": "divider"},
    {"type": "data_table", "caption": "Gaps", "rows": [cells("Topic", "Asked"), cells("lunch", "3")]},
    {"type": "table", "rows": [cells("a", "b")]},
    chart(),
    {"type": "data_visualization", "title": "Pie", "chart": {"type": "pie", "segments": [{"label": "CIO", "value": 2}]}},
    {"type": "markdown", "text": "# long"},
    {"type": "rich_text", "elements": []},
]  # fmt: skip


def test_slack_takes_what_keeps_the_limits() -> None:
    check_message(GOOD)
    check_view({"type": "modal", "title": plain("Dispute"), "submit": plain("Send"), "blocks": [asked({"type": "plain_text_input"})]})
    check_view({"type": "home", "blocks": [section(), asked(select())]})


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"type": "hologram"}, "unsupported type: hologram"),
        ("text", "unsupported type: None"),
        ({"type": "section"}, "missing required field: text or fields"),
        (section(colour="red"), "invalid additional property: colour"),
        (section(text={"type": "markdown", "text": "x"}), "must be one of the text types"),
        (section(text=plain("")), "must be more than 0 characters"),
        (section(text=plain("x") | {"verbatim": True}), "invalid additional property: verbatim"),
        (section(fields=[plain("a")] * 11), "no more than 10 items"),
        (section(fields=[plain("x" * 2001)]), "must be less than 2001"),
        (section(block_id="b" * 256), "must be less than 256"),
        (section(accessory={"type": "plain_text_input"}), "unsupported type: plain_text_input"),
        ({"type": "header", "text": plain("x" * 151)}, "must be less than 151"),
        ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "must be one of the text types"),
        ({"type": "context", "elements": [plain("x")] * 11}, "no more than 10 items"),
        (actions(*[button(action_id=str(n)) for n in range(26)]), "no more than 25 items"),
        (actions(button(), button()), "`action_id` dispute already exists"),
        (actions(button(text=plain("x" * 76))), "must be less than 76"),
        (actions(button(value="x" * 2001)), "must be less than 2001"),
        (actions(button(action_id="x" * 256)), "must be less than 256"),
        (actions(button(style="loud")), "must be one of primary, danger"),
        (actions({"type": "multi_users_select", "action_id": "u"}), "unsupported type: multi_users_select"),
        (actions(select(options=[option(str(n)) for n in range(101)])), "no more than 100 items"),
        (actions(select(options=[option("v" * 151)])), "must be less than 151"),
        (actions(select(options=[option("v", "t" * 76)])), "must be less than 76"),
        (actions(select(options=[option("a"), option("a")])), "option values must be unique"),
        (actions(select(initial_option=option("Nobody"))), "initial option must be one of the options"),
        (actions(select(options=[])), "must provide at least 1 items"),
        (actions(select(placeholder=plain("x" * 151))), "must be less than 151"),
        (actions({"type": "overflow", "action_id": "o", "options": [option(str(n)) for n in range(6)]}), "no more than 5 items"),
        (actions({"type": "checkboxes", "action_id": "o", "options": [option(str(n)) for n in range(11)]}), "no more than 10 items"),
        (actions({"type": "datepicker", "action_id": "d", "initial_date": "next week"}), "must be a valid date"),
        (asked(button()), "unsupported type: button"),
        (asked({"type": "plain_text_input", "max_length": 3001}), "must lie between 0 and 3000"),
        (asked({"type": "plain_text_input"}, label=plain("x" * 2001)), "must be less than 2001"),
        ({"type": "image", "image_url": "x"}, "missing required field: alt_text"),
        ({"type": "markdown", "text": "x" * 12_001}, "must be less than 12001"),
        ({"type": "table", "rows": [cells("x")] * 101}, "no more than 100 items"),
        ({"type": "data_table", "caption": "x", "rows": [cells("a")]}, "must provide at least 2 items"),
        ({"type": "data_table", "caption": "x", "rows": [cells("a"), cells("a", "b")]}, "rows must have the same number of cells"),
        ({"type": "data_table", "rows": [cells("a"), cells("b")]}, "missing required field: caption"),
        (chart(title="x" * 51), "must be less than 51"),
        (chart(21), "no more than 20 items"),
        (chart(chart={"type": "bar", "series": [{"name": "a", "data": []}], "axis_config": {"categories": ["W1"]}}), "labels must match"),
        (chart(chart={"type": "pie", "segments": [{"label": "x", "value": 0}]}), "must be greater than 0"),
        (chart(chart={"type": "radar"}), "unsupported type: radar"),
    ],
)  # fmt: skip
def test_slack_refuses_a_block_beyond_its_limits(block: Any, said: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_message([block])
    assert caught.value.code == "invalid_blocks"
    assert any(said in line for line in caught.value.messages), caught.value.messages


def test_limits_that_hold_for_all_blocks_together() -> None:
    assert "no more than 50 items" in findings([section()] * 51, "message")[0]
    assert findings([section()] * 100, "home") == []
    assert "block_id" in findings([section(block_id="a"), section(block_id="a")], "message")[0]
    assert findings([{"type": "table", "rows": [cells("a")]}] * 2, "message") == ["[ERROR] only one table allowed [json-pointer:/blocks]"]
    assert "no more than 2 data_visualization" in findings([chart()] * 3, "message")[0]
    assert "12001 characters together" in findings([{"type": "markdown", "text": "x" * 7000}] * 2, "message")[0]


def test_some_blocks_belong_to_messages_and_some_to_modals() -> None:
    assert findings([chart()], "home") == ["[ERROR] unsupported type: data_visualization [json-pointer:/blocks/0/type]"]
    assert findings([{"type": "alert"}], "message") and not findings([{"type": "alert"}], "modal")


def test_blocks_that_are_no_list_are_refused_as_such() -> None:
    with pytest.raises(Refusal) as caught:
        check_message("[")
    assert caught.value.code == "invalid_blocks_format"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
        ({"title": None}, "missing required field: title"),
        ({"submit": None, "blocks": [asked({"type": "plain_text_input"})]}, "missing required field: submit"),
        ({"private_metadata": "x" * 3001}, "must be less than 3001"),
        ({"callback_id": "x" * 256}, "must be less than 256"),
        ({"blocks": [section()] * 101}, "no more than 100 items"),
        ({"footer": "x"}, "invalid additional property: footer"),
    ],
)
def test_slack_refuses_a_view_beyond_its_limits(changes: dict[str, Any], said: str) -> None:
    view = {"type": "modal", "title": plain("Dispute"), "submit": plain("Send"), "blocks": [section()]} | changes
    with pytest.raises(Refusal) as caught:
        check_view(view)
    assert caught.value.code == "invalid_arguments"
    assert any(said in line for line in caught.value.messages), caught.value.messages


def test_a_view_of_more_than_250_kilobytes_is_too_large() -> None:
    with pytest.raises(Refusal) as caught:
        check_view({"type": "modal", "title": plain("x"), "blocks": [section(text=plain("x" * 3000))] * 90})
    assert caught.value.code == "view_too_large"
