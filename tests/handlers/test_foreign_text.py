"""Whatever people type, documents hold or names contain: nothing in it becomes a mention, a link or a format."""

from __future__ import annotations

import importlib
import inspect
import json
import os
import pkgutil
import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import handlers.blocks
from bot.tryout.block_kit import check_message, check_view
from handlers import mrkdwn
from tests.handlers import surfaces

# What may stand in angle brackets: people and channels of the fixtures, dates, and links that open Slack itself.
OURS = re.compile(
    r"<(?:@U0[A-Z]+|!subteam\^S0GROUP|#C0[A-Z]+|!date\^\d+\^\{date_short_pretty\}\|\d{4}-\d\d-\d\d"
    r"|https://slack\.com/app_redirect\?team=(?:T0TEAM)?&channel=[A-Z0-9]+(?:&message_ts=[\d.]+)?\|[^<>|]*)>"
)
HOSTILE = (
    "<!channel>", "<!here|here>", "<!everyone>", "<@U999>", "<!subteam^S999>", "<#C999|secret>", "<https://evil.example|Your bank>",
    "@here", "@channel", "#general", "https://evil.example/x", "*bold*", "_italic_", "~gone~", "`code`", "```pre```", "&lt;!channel&gt;",
    "&amp;lt;", "> quoted", ">>> all", "a\n> b", "\u202egnp.exe", "\u2066x\u2069", "\u200b*\u200b", "\x1b[31mred", "\x00", "|", "<", ">",
    "&", "*", "_", "~", "`", "* *", "**", "_*~`", "snake_case_name", "2*3*4", "مالك النظام", "בעלים", "👩‍💻🏴", "é́́", "a" * 3000, "&" * 3000,
    "<" * 3000, "😀" * 1500, "\n" * 200 + "x", "x\n" * 1500, "\u00a0", "\t", "\r\n", "\u2028", "  *x*  ", "-*x*-", "(*x*)",
)  # fmt: skip
foreign = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(st.sampled_from(HOSTILE[:47]), st.text(max_size=8)), max_size=6).map("".join),
    st.lists(st.sampled_from(["*", "_", "~", "`", "<", ">", "&", "|", "@", "#", "!", "a", " ", "\n", "1"]), max_size=30).map("".join),
)


# A character that could begin or end a format: any backtick, and the others unless they stand inside a word of letters and digits.
POWERFUL = re.compile(r"`|(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])")
# Markup that is not ours; a block quote begun by an escaped mark; an entity twice or half escaped; characters that hide or reorder.
FORBIDDEN = re.compile(
    r"<|(?m:(?<!^)>)|(?m:^>?\s*&gt;)|&(?!amp;|lt;|gt;)|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u200e\u200f\u2066\u2067\ud800-\udfff]"
)


def shape(strings: list[str]) -> Counter[str]:
    """How many characters of each kind could begin or end a format."""
    return Counter(mark for one in strings for mark in POWERFUL.findall(OURS.sub("O", one)))


def everything(text: str, many: int = 1) -> dict[str, tuple[list[str], Any]]:
    """Every surface by name: its mrkdwn strings, and what is sent."""
    shown = {name: ([top, *surfaces.mrkdwn_strings(blocks)], blocks) for name, top, blocks in surfaces.messages(text, many)}
    return shown | {f"{name} view": (list(surfaces.mrkdwn_strings(view)), view) for name, view in surfaces.views(text, many)}


HARMLESS = {name: shape(strings) for name, (strings, _) in everything("word").items()}


def assert_harmless(text: str) -> None:
    for name, (strings, sent) in everything(text).items():
        for one in strings:
            assert not (found := FORBIDDEN.search(OURS.sub("", one))), (found, name, text, one)
        assert shape(strings) <= HARMLESS[name], (name, text)
        json.dumps(sent, ensure_ascii=False).encode()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_known_attack_is_shown_as_it_was_typed_and_does_nothing(text: str) -> None:
    assert_harmless(text)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_slack_would_take_every_message_and_view(text: str, many: int = 20) -> None:
    for _, top, blocks in surfaces.messages(text, many):
        assert 0 < mrkdwn.size(top) <= 4000
        check_message(blocks)
    for _, view in surfaces.views(text, many):
        check_view(view)


@given(foreign)
@settings(max_examples=50, suppress_health_check=list(HealthCheck))
def test_nothing_typed_becomes_a_mention_a_link_or_a_format(text: str) -> None:
    assert_harmless(text)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@given(foreign)
@settings(max_examples=1500 if os.environ.get("REMIT_CI") else 5000, suppress_health_check=list(HealthCheck))
def test_nothing_typed_becomes_a_mention_a_link_or_a_format_in_five_thousand_texts(text: str) -> None:
    assert_harmless(text)


@given(foreign)
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_slack_would_take_every_message_and_view_whatever_was_typed(text: str) -> None:
    test_slack_would_take_every_message_and_view(text, many=1)


def test_everything_that_is_shown_is_among_the_surfaces() -> None:
    """A new message or modal has to be given foreign text too."""
    builders = {
        name
        for module in pkgutil.iter_modules(handlers.blocks.__path__, "handlers.blocks.")
        for name, made in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction)
        if name.endswith(("_message", "_modal", "_view")) and not name.startswith("_")
    }
    source = inspect.getsource(surfaces)
    assert len(builders) > 20
    assert not {name for name in builders if f"{name}(" not in source}
