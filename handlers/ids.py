"""Every name that Slack and we must agree on: commands, callback, action and block ids. No behaviour but the coding of option values."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from itertools import permutations

from handlers import mrkdwn

# Slash commands, as the manifest names them.
WHOOWNS = "/whoowns"
DISPUTE = "/dispute"
REMIT = "/remit"

# Shortcut.
FIND_OWNER = "find_owner"

# Buttons and menus under an answer. Values: the question (at most 2,000 characters), a topic (at most 150).
ANSWER_SHARE = "answer_share"
ANSWER_DISPUTE = "answer_dispute"
ANSWER_ASK_OWNER = "answer_ask_owner"
ANSWER_NEAREST = "answer_nearest"
ANSWER_NOT_OURS = "answer_not_ours"

# Buttons on a dispute's post, in the digest and at Home. Values: the dispute's number.
DISPUTE_VIEW = "dispute_view"
DISPUTE_DECIDE = "dispute_decide"
DISPUTE_WITHDRAW = "dispute_withdraw"
DISPUTE_REOPEN = "dispute_reopen"
DISPUTE_CONFIRM = "dispute_confirm"
DISPUTE_SHOW = "dispute_show"
DISPUTE_RECORD = "dispute_record"
DISPUTES_LIST = "disputes_list"

# The parts of a digest, each with a button in the digest and at Home. Value: which part of which digest, see `digest_part`.
DECIDED, GAPS, AGAIN = "decided", "gaps", "again"
DIGEST_PARTS = {DECIDED: "digest_decided", GAPS: "digest_gaps", AGAIN: "digest_again"}

# Home.
HOME_ASK = "home_ask"
HOME_EXAMPLE = re.compile(r"^home_example_\d$")
HOME_DIGEST = "home_digest"
HOME_SETTINGS = "home_settings"
HOME_HOLDERS = "home_holders"
HOME_NEUTRAL = "home_neutral"
HOME_CHARTERS = "home_charters"
HOME_ALIASES = "home_aliases"

# Modals.
DISPUTE_MODAL = "dispute_modal"
VIEW_MODAL = "view_modal"
DECIDE_MODAL = "decide_modal"
REOPEN_MODAL = "reopen_modal"
FOUND_MODAL = "found_modal"
SETTINGS_MODAL = "settings_modal"
HOLDERS_MODAL = "holders_modal"
NEUTRAL_MODAL = "neutral_modal"
ALIASES_MODAL = "aliases_modal"
OTHER_NAME_MODAL = "other_name_modal"

# Inputs: block ids. The element inside each has the action id VALUE, so that reading a submission needs the block id alone.
VALUE = "value"
TOPIC = "topic"
OWNER = "owner"
OWNERS = "owners"
REASON = "reason"
VIEW_TEXT = "view_text"
RATIONALE = "rationale"
SCOPE = "scope"
REVIEW_ON = "review_on"
ALONE = "alone"
QUESTION = "question"
DISPUTES_CHANNEL = "disputes_channel"
DIGEST_CHANNEL = "digest_channel"
DIGEST_WEEKDAY = "digest_weekday"
DIGEST_TIME = "digest_time"
TIMEZONE = "timezone"
DIGEST_WHEN_EMPTY = "digest_when_empty"
DECIDERS = "deciders"
DECIDER_GROUPS = "decider_groups"
HOLDER = "holder"
HOLDER_GROUP = "holder_group"
ALIAS_NAME = "alias_name"
ALIAS_GONE = "alias_gone"

# Values of options that are not an owner's name; no owner value begins with a colon.
BOTH = ":both:"  # followed by a digest of the two names
NOT_OURS = ":not-ours"
OTHER_NAME = ":other-name:"  # followed by the name
YES = ":yes"
NO = ":no"

MAX_OPTION_VALUE = 150
"""Slack's limit for the value of an option, in characters; a button's value may have 2,000."""

MAX_BUTTON_VALUE = 2000


def home_example(position: int) -> str:
    """The action id of the example button at `position`, from 0; ids within one block must differ."""
    return f"home_example_{position}"


def digest_part(part: str, year: int, week: int, start: int) -> str:
    """The value of a button for one part of a digest from item `start` on, from 0; week 0 is the coming digest."""
    return f"{part}|{year}|{week}|{start}"


def option_value(name: str) -> str:
    """An option value that stands for `name`: the name itself, or a digest of it where it is too long or could be mistaken."""
    if mrkdwn.plain(name, MAX_OPTION_VALUE) == name and not name.startswith(":"):
        return name
    return ":sha256:" + _digest(name)


def both_value(one: str, other: str) -> str:
    """An option value that stands for two owners together."""
    return BOTH + _digest(f"{one}\n{other}")


def named_by(value: str, names: Iterable[str]) -> str | None:
    """Which of `names` an option value stands for, or None when it is none of them any more."""
    return next((name for name in names if option_value(name) == value), None)


def both_named_by(value: str, names: Iterable[str]) -> tuple[str, ...]:
    """Which two of `names` an option value stands for, or () when it is no such pair."""
    return next((pair for pair in permutations(names, 2) if both_value(*pair) == value), ())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
