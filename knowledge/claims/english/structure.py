"""Who stands over whom: lines of a drawn chart, "X reports to Y", roles combined or put under another."""

from __future__ import annotations

import re

from knowledge.claims.english.phrases import topics
from knowledge.claims.english.statements import Statement
from knowledge.claims.english.subjects import Context, Group, groups
from knowledge.claims.owners.roster import Roster

_REPORTS = re.compile(
    r"^\s*(?:both\s+|all\s+|directly\s+|also\s+|each\s+)*(?:reports?|answers?)\s+(?:directly\s+)?(?:in)?to\s+(?:the\s+|an?\s+|our\s+)?$",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"^\s*(?:leads?|heads?|manages?|supervises?|oversees?|directs?|sits? (?:above|over)|stands? (?:above"
    r"|over)|is (?:above|over))\s+(?:both\s+)?(?:the\s+|an?\s+)?$",
    re.IGNORECASE,
)
_COMBINED = re.compile(
    r"^(?P<who>.+?)\s+(?:(?:might|may|can|could|often|sometimes|typically|usually|will)\s+)*(?:combine"
    r"|merge|unite|unify|fold|join)s?\s+(?P<what>.+?)\s+"
    r"(?:in|into|under|as)\s+(?:the\s+|an?\s+|one\s+)?[\"“]?$",
    re.IGNORECASE,
)
_UNDER = re.compile(
    r"^(?P<who>.+?)\s+(?:(?:typically|often|usually|may|might|also|will)\s+)*(?:needs?|has|have|wants?"
    r"|puts?|places?|requires?|seats?)\s+(?P<what>.+?)\s+under\s+(?:the\s+|an?\s+|one\s+)?$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"^\s*(?:[(\[](?P<inside>[^()\[\]]+)[)\]]|[:–—-]\s+(?P<after>.+))\s*$")


def structural(text: str, roster: Roster, context: Context) -> list[Statement]:
    """The statements about structure in one sentence."""
    named = groups(text, roster, context)
    made: list[Statement] = []
    for position, group in enumerate(named):
        following = named[position + 1] if position + 1 < len(named) else None
        between = text[group.end : following.start] if following else ""
        if following and _REPORTS.match(between):
            made.append(Statement(following.owners, tuple(_lines_of(group)), 0, len(text)))
        elif following and _LEADS.match(between) and not text[following.end :].strip(" ."):
            where = _where(text[: group.begin])
            made.append(Statement(group.owners, (f"leadership of {' and '.join(following.owners)}{where}",), 0, len(text)))
        elif not following:
            made.extend(_held_under(text, group))
    return made


def _lines_of(group: Group) -> list[str]:
    return [f"{name} reporting line" for name in group.owners]


def _where(lead: str) -> str:
    """ "In large companies," before the statement belongs to its topic."""
    lead = lead.strip(" ,")
    return f" {lead[0].lower()}{lead[1:]}" if re.match(r"^(?:in|at|for|within)\b", lead, re.IGNORECASE) else ""


def _held_under(text: str, group: Group) -> list[Statement]:
    """ "Small firms combine roles in a CTIO": the CTIO holds the combined roles in small firms."""
    before = text[: group.begin] if text[group.begin : group.start].strip() else text[: group.start]
    for pattern, adjective in ((_COMBINED, "combined "), (_UNDER, "")):
        match = pattern.match(before.rstrip() + " ") or pattern.match(before.rstrip())
        if match:
            where = match["who"].strip()
            named = [f"{adjective}{topic}" for topic in topics(match["what"])] or [adjective + match["what"]]
            found = [f"{topic} in {where[0].lower()}{where[1:]}" for topic in named]
            return [Statement(group.owners, tuple(found), 0, len(text))]
    return []


def chart_line(text: str, roster: Roster) -> tuple[tuple[str, ...], list[str]]:
    """One line of a drawn chart: whose it is, and what stands in parentheses behind the name."""
    named = groups(text, roster, Context())
    if not named or named[0].begin > 0:
        return (), []
    match = _LISTED.match(text[named[0].end :])
    found = topics(match["inside"] or match["after"]) if match else []
    return named[0].owners, found
