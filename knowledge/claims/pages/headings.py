"""What a heading says about the section under it: whose it is, that it is shared, that it is to be left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.claims.english.subjects import Context, groups
from knowledge.claims.owners.cells import is_nobody
from knowledge.claims.owners.roster import Roster

LEFT_OUT = re.compile(
    r"^(?:related (?:posts?|articles?|links?|pages?|reading|documents?)|see also|further reading"
    r"|references?|useful links|links|change ?log|revision history|version history|"
    r"document history|about (?:the |this )?(?:authors?|document|page)|contributors|credits|table of contents|contents|footnotes|license|"
    r"more from .*|you may also like|read (?:more|next)|recommended.*|comments|share this.*"
    r"|(?:(?:useful|important|emergency|other) )?(?:(?:tele)?phone|contact|extension) ?(?:numbers?|list|details)|emergency contacts?"
    r"|(?:office|opening|business) hours|subscribe.*"
    r"|newsletter.*|feedback|how to (?:use|edit|read|change|update) .*)\W*$",
    re.IGNORECASE,
)
_NOT_OWNED = re.compile(
    r"n['’]t\b|\b(?:not|never|out of scope|out-of-scope|exclud\w+|non-goals?|reports? to|reporting line"
    r"|skills?|qualifications?|requirements?|experience|education|"
    r"kpis?|metrics|benefits|salary|contacts?|members|people|who we are|history|background|stakeholders"
    r"|works? with|working with|interfaces?|"
    r"consulted|informed|meetings?|rituals|vacanc\w+|open questions?|faq|purpose|mission|vision|introduction|overview|summary)\b",
    re.IGNORECASE,
)
WE = re.compile(  # a section of the team that the page is about
    r"^(?:what|things|areas|systems|services|topics) (?:that )?(?:we|our team|the team)(?:['’]re| are)? "
    r"(?:own|do|look after|run|responsible for|in charge of|maintain|handle)\b"
    r"|^our (?:responsibilities|remit|scope|areas|ownership)\b|^we own\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"\b(?:shared?|joint(?:ly)?|both|together|common|co-?owned|overlap\w*)\b", re.IGNORECASE)
_TORN = re.compile(r"\b(?:disputed?|contested|torn|unclear|open|unresolved|grey|gray)\b", re.IGNORECASE)
_NOISE = re.compile(
    r"\b(?:the|an?|our|responsibilit(?:y|ies)|remit|scope|duties|mandate|ownership|areas?|topics|domains?"
    r"|owned|owns|owner|does|do|by|of|for|what|which|is|are|responsible|"
    r"accountable|role|charter|team page|page|key|main|core|list|things|held|with|under|to|and|in|who|leads"
    r"|manages|runs|department|office|team)\b|['’]s?(?=\s|$)|[&,:()?.–—-]",
    re.IGNORECASE,
)
_ORNAMENT = re.compile(r"[\W\d_]+")
_NUMBER = re.compile(r"^(?:(?:section|chapter|part|article)\s+)?(?:\d{1,3}(?:\.\d{1,3})+[.):]?|\d{1,3}[.):]|[IVX]{1,5}[.)])\s+(?=\S)", re.I)
_PICTURE = re.compile(r"^[\u2190-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]{1,8}\s+(?=\w)")
_SPLIT = re.compile(r"\s+[–—-]+\s+|:\s+|:$|\s*\|\s*|\s+[(\[]|\s*/\s*$")


@dataclass(frozen=True, slots=True)
class Meaning:
    """`owners` of the section (several: held together), every owner it `names`, whether nothing under it is owned."""

    owners: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    shared: bool = False  # it says that things are held together, perhaps without saying by whom
    barred: bool = False  # what stands under it is not owned by the owner of the section above
    torn: bool = False


def unnumbered(text: str) -> str:
    """A heading or line without the number of its section ("2.1 Fleet Manager") or the picture before it ("🚚 Dispatch")."""
    return _NUMBER.sub("", _PICTURE.sub("", text, count=1), count=1)


def heading_meaning(text: str, roster: Roster) -> Meaning:
    """What a heading (or a bullet that stands over others) says about what is under it."""
    found = groups(text, roster, Context())
    names = tuple(dict.fromkeys(name for group in found for name in group.owners))
    shared, torn = bool(_TOGETHER.search(text)), bool(_TORN.search(text))
    first = _SPLIT.split(text.strip())[0].strip()
    owners: tuple[str, ...] = ()
    if found and not torn and not text.rstrip().endswith("?"):
        bare = _bare(first, [(group.begin, group.end) for group in found if group.end <= len(first) + 1 or group.begin < len(first)])
        if not bare and any(group.begin < len(first) for group in found):
            inside = tuple(dict.fromkeys(name for group in found if group.begin < len(first) for name in group.owners))
            owners = inside if len(inside) == 1 or shared or _only_names(text, found) else ()
        elif shared and len(names) > 1:
            owners = names
    barred = not owners and (bool(_NOT_OWNED.search(text)) or (text[:1].isalpha() and is_nobody(text)))
    unnamed = shared and not names and not _bare(text, [])
    return Meaning(owners, names, unnamed or bool(shared and owners), barred, torn)


_LEAD = re.compile(
    r"\b(?:include|includes|including|following|these|have|has|full|solely|primarily|everything|jointly"
    r"|manage|manages|run|run|lead|handle|handles|also|shall|will|must|be|am|fully)\b|['’](?:m|re|s)\b",
    re.I,
)


def lead_meaning(text: str, roster: Roster, before: tuple[str, ...]) -> Meaning:
    """What a line that leads into a list says of it ("The Search team owns:", "They are responsible for:"). `before`: who "they" are."""
    text = text.strip().rstrip(":")
    if re.search(r"\b(?:not|never|n['’]t)\b", text):
        return Meaning(barred=True)
    they = re.match(r"^(?:they|it|he|she|we|i|this (?:team|role)|both(?: roles| teams)?)\b", text, re.IGNORECASE)
    rest = _LEAD.sub("", text[they.end() :] if they else text).strip()
    if they and before:
        return Meaning(before) if not _bare(rest, []) else Meaning()
    return heading_meaning(rest, roster)


def _bare(text: str, spans: list[tuple[int, int]]) -> str:
    """The words of a heading that are neither a name nor small talk around it."""
    for begin, end in reversed(spans):
        text = text[:begin] + text[end:]
    text = _TOGETHER.sub("", text)
    return _ORNAMENT.sub("", _NOISE.sub("", text))


def _only_names(text: str, found: list) -> bool:  # type: ignore[type-arg]
    """A heading of nothing but names side by side ("CIO and CTO") is of both."""
    return not _bare(text, [(group.begin, group.end) for group in found])
