"""What a few words say of somebody's part in a thing: "answers for it", "your job", "helps when asked", "gets told"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto

from knowledge.claims.english.verbs import wordlist


class Part(Enum):
    """The parts that a meaning can give, from the owner's to none."""

    OWNS = auto()
    LEADS = auto()  # decides, approves or leads: the owner, unless another mark says outright that it owns
    DOES = auto()
    STANDS_IN = auto()
    ASKED = auto()
    TOLD = auto()
    NOTHING = auto()
    SOMEHOW = auto()  # explained in words that tell no part


_NOTHING = re.compile(
    r"\b(?:nothing to do|hands off|not (?:involved|concerned|affected|applicable)|no (?:involvement|role|part))\b|^(?:none|n/?a)\b", re.I
)
_DENIED = re.compile(r"\b(?:not|never|no longer|without) (?:the |an? )?(?:\w+ )?(?:own(?:s|er|ed)?|accountable|responsible)\b", re.I)
_OF_THE_OWNER = re.compile(  # who is spoken of beside the owner is not the owner
    r"\b(for|to|by|with|of|from|before|behind|beside|after|when|if|while|than|helps?|supports?|assists?|tells?|asks?|advises?|"
    r"backs?(?: up)?|covers?) (?:the |an? |its |their )?(?:\w+ )?own(?:er|s)?\b",
    re.I,
)
_WORDS: tuple[tuple[Part, re.Pattern[str]], ...] = (
    (Part.NOTHING, _NOTHING),
    (
        Part.STANDS_IN,
        re.compile(
            r"\b(?:back-?up|backs? up|stand(?:s|ing)?[ -]in|deput\w+|secondary|second in line|substitute|understudy|alternate|fills? in|"
            r"steps? in|reserve|cover(?:s|ing)? (?:for|when|during|if)|(?:holiday|leave|sickness) cover|(?:person|owner|one) is away)\b",
            re.I,
        ),
    ),
    (
        Part.OWNS,
        re.compile(
            r"\b(?:co-?)?own(?:s|er|ers|ership|ed)?\b|\baccountab\w+|\banswer for\b|\banswers\b|\banswerable\b"
            r"|\b(?:is|are|it is|it['’]s) (?:theirs|yours|his|hers)\b|\b(?:your|their) (?:job|baby|thing|call|duty|responsibility)\b"
            r"|\bbelongs? to\b|\bon the hook\b|\bbuck stops\b|\bdri\b|\bin charge\b"
            r"|\b(?:holds?|has|carries) (?:the )?(?:final )?responsibility\b",
            re.I,
        ),
    ),
    (
        Part.LEADS,
        re.compile(
            r"\b(?:leads?|leading|decid\w+|decision[ -]makers?|approv\w+|signs? off|sign-off|final (?:say|word)|last word|primary|main|"
            r"looks? after|takes? care|keeper)\b",
            re.I,
        ),
    ),
    (
        Part.DOES,
        re.compile(
            r"\b(?:responsible|responsibility|does|do|doer|doing|carr(?:y|ies) out|perform\w*|execut\w+|driv(?:es?|ers?|ing)|works? on|"
            r"runs?|builds?|operates?|hands[ -]on|implements?|shares? (?:the )?(?:work|load))\b",
            re.I,
        ),
    ),
    (
        Part.ASKED,
        re.compile(
            r"\b(?:help\w*|support\w*|assist\w*|contribut\w+|consult\w*|(?:gets?|is|are|be) asked|asked|advis\w+|advice|input|review\w*|"
            r"recommend\w*|takes? part|particip\w+|involved|must agree|agrees?|has a say|two-way|lends? a hand|chips? in)\b",
            re.I,
        ),
    ),
    (
        Part.TOLD,
        re.compile(
            r"\b(?:inform\w*|told|hears?|(?:e-?)?mails?|cc|cc['’]?d|copied|copy|(?:in the|kept) loop|kept (?:posted|up to date)|"
            r"(?:wants? to|should|needs? to) know|communicat\w+|notif\w+|fyi|one-way|minutes|up to date|updates?|watch(?:es)?)\b",
            re.I,
        ),
    ),
)
_SECOND = (Part.STANDS_IN, Part.ASKED, Part.TOLD, Part.NOTHING)  # whatever is said behind these words, who is meant comes second
MOST_WORDS = 16  # of a meaning; what is longer is a text on something else


def part_of_meaning(text: str) -> Part | None:
    """The part that these words give to somebody; None when they say nothing of it."""
    if not text or len(text.split()) > MOST_WORDS:
        return None
    text = _OF_THE_OWNER.sub(r"\1", _DENIED.sub("", text))
    found = [(match.start(), part) for part, words in _WORDS if (match := words.search(text))]
    if not found:
        return None
    first = min(found, key=lambda each: each[0])[1]
    return first if first in _SECOND or all(part is not Part.OWNS for _, part in found) else Part.OWNS


LETTERS = {Part.DOES: "R", Part.STANDS_IN: "backup", Part.ASKED: "C", Part.TOLD: "I", Part.NOTHING: ""}
_OWNERS_USUALLY = wordlist("a accountable owner owns lead leads primary decider approver")


def in_letters_of_raci(parts: Mapping[str, Part]) -> dict[str, str]:
    """Marks that are explained together as what RACI would write: one says who owns, so that the others do not."""
    owning = [mark for mark, part in parts.items() if part is Part.OWNS] or [mark for mark, part in parts.items() if part is Part.LEADS]
    usual = [mark for mark in owning if mark.casefold() in _OWNERS_USUALLY]
    if usual:
        owning = usual
    beside = {Part.OWNS: "R", Part.LEADS: "C", Part.SOMEHOW: "C"}
    if not owning:
        parts = {mark: part for mark, part in parts.items() if part is not Part.SOMEHOW}
    return {mark: "A" if mark in owning else LETTERS.get(part) or beside.get(part, "") for mark, part in parts.items()}
