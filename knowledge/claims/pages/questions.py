"""Questions and their answers, as pages of frequent questions have them: "Who do I contact for X?" and under it "The Search Team."

What is asked about, whether a sentence replies, and which owners are known from their replies alone.
"""

from __future__ import annotations

import re

from knowledge.claims.english.phrases import topics
from knowledge.claims.english.sentences import sentences
from knowledge.claims.english.verbs import wordlist
from knowledge.claims.owners.cells import is_nobody
from knowledge.claims.owners.names import KINDS, WORD, kind_of, looks_like_role
from knowledge.claims.owners.roster import Roster
from knowledge.documents.model import Bullet, Document, Heading, Paragraph

_LABEL = re.compile(r"^(?:[QA]\d{0,3}|question|answer)(?:\s\d{1,3})?\s?[:.)]\s+", re.IGNORECASE)
_TELL = (
    r"(?:ask|contact|call|phone|e-?mail|message|ping|see|notify|tell|inform|approach|reach out to|reach|go to|turn to|"
    r"(?:talk|speak|write) (?:to|with))"
)
_ASKED = re.compile(
    r"^(?:so\s+)?(?:who(?:m|['’]s| is)?\s+(?:owns?|(?:can|could) help\s+(?:\w+\s+)?with|(?:is\s+)?(?:responsible|accountable)\s+for"
    r"|(?:is\s+)?in charge of|manages|runs|handles|looks after|maintains|approves|organi[sz]es|arranges|does|orders|books"
    r"|updates|coordinates|leads|takes care of|deals with|decides (?:on|about)"
    rf"|(?:(?:do|can|should|must|would|shall) (?:i|we|you)|to)\s+{_TELL}\s+(?:about|for|regarding|concerning|on|with))"
    r"|(?:where|to whom) (?:do|can|should|must) (?:i|we|you) (?:go|turn|write)\s+(?:for|about|with)"
    rf"|whose (?:job|task|responsibility) is)\s+(?P<topic>.+?)\s*\?+$",
    re.IGNORECASE,
)
_SHEET = re.compile(  # "Q: Photo kiosk contract?", "Q: And for write-offs?": on a sheet the asking is left out after a while
    r"^(?:Q\d{0,3}|question)(?:\s\d{1,3})?\s?[:.)]\s+(?:(?:and|or|so|but|what|how|who)\s+(?:(?:about|for|with)\s+)?|(?:about|for|with)\s+)?"
    r"(?!(?:how|why|when|where|who|what|which|can|may|do|does|is|are|should|will|if)\b)"
    r"(?P<topic>(?:(?!\b(?:is|are|do|does|can|should|will|must|we|i|you|it)\b)[^?.!:]){3,80}?)\s*\?+$",
    re.IGNORECASE,
)
_ASKED_BACK = re.compile(  # of what the sentence before told
    r"^(?:(?:and|so)\s+)?(?:whose\s+(?:\w+\s+)?(?:is|are)\s+(?:it|that|this|they|those)|who\s+(?:owns|fixes|handles|repairs|has"
    rf"|is responsible for)\s+(?:it|that|this|them|those)|who(?:m)?\s+(?:do|should|can|must|shall)\s+(?:i|we)\s+{_TELL})\s*\?+$",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"^how (?:do|can|should|would) (?:i|we|you|one)\s+(?:get|order|book|request|report|reserve|apply for|obtain|replace|renew|rent|borrow"
    r"|change|buy)\s+(?P<topic>.+?)\s*\?+$",
    re.IGNORECASE,
)
_BROKEN_ASKED = re.compile(
    r"^(?:my|the|our)\s+(?P<topic>[^.?!]{2,60}?)\s+(?:is|are|does\s?n['’]t|has)\s+[^.?!]{2,40}[.!,]?\s+who\s+(?:do|should|can)\s+(?:i|we)\s+\w+[^.?!]{0,20}\?+$",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"^(?:an?\s+|any\s+|my\s+)?(?:problems?|questions?|issues?|trouble|help|requests?)\s+(?:with|about|on|regarding|for)\s+", re.IGNORECASE
)
_REPLY_LEAD = re.compile(
    rf"^(?:(?:please\s+)?{_TELL}|(?:please\s+)?try|that['’]s|that\s+(?:is|would\s+be)|it['’]s)\s+(?:the\s+|our\s+|your\s+)?$", re.IGNORECASE
)
_DOES = (
    r"\s+(?:(?:runs?|keeps?|builds?)\s+and\s+)?(?:hands?|gives?|issues?|runs?|shares?|handles?|sells?|orders?|books?|sends?|repairs?|fix(?:es)?|prints?|makes?|arranges?|does|do|manages?|approves?"
    r"|keeps?|has|have|distributes?|provides?|decides?|takes?|looks? after|owns?)\s+(?:it|them|this|that|these|those|everything|together"
    r"|jointly)\b"
)
_DOES_REPLY = re.compile(rf"^{_DOES}", re.IGNORECASE)
_REPLY = re.compile(
    r"^(?:\s+(?:does|do|is|are|team does))?(?:\s+(?:in|from|at|of (?:the|your|each|our)|as well|too|since)\b[^,;]{0,40})?"
    r"(?:\W*$|,?\s+(?:except|apart from|other than|but)\b"
    r"|\s?\([^()]{1,120}\)[\s.,;!]*(?:$|[a-z])|:\s+(?:both|they)\s+(?:both\s+)?(?:share|own|hold|do|have)\b|[,;]\s+(?!which\b|not\b)|\s+[–—-]\s)",
    re.IGNORECASE,
)
_NO_REPLY = re.compile(r"\b(?:not|never|no longer|used to|formerly|until|was|were|n['’]t)\b", re.IGNORECASE)
_NOT_THEM = re.compile(r",?\s+not\s+(?:the\s+)?[A-Z][\w&' -]{1,40}(?=[.!;]|$)", re.IGNORECASE)  # ", not Marketing"
_UNKNOWN = re.compile(
    r"^(?:sorry,?\s+)?(?:we|i)\s+(?:really\s+)?(?:do\s?n['’]t|do not|cannot|can['’]t)\s+(?:\w+\s+)?(?:know|say|tell)\b"
    r"|^(?:nobody|no one|unknown|good question|tbd|tbc|tba)\b"
    r"|^(?:this|that|it)\s+(?:is|has)\s+(?:(?:still|currently|yet)\s+)*(?:open|undecided|unclear|unowned|unknown|no owner"
    r"|(?:not|to be)\s+(?:yet\s+)?(?:decided|settled|assigned|known|agreed))\b",
    re.IGNORECASE,
)
_NAME = rf"{WORD}(?:\s+(?:(?:and|&|of|for)\s+)?{WORD}){{0,5}}(?:\s+(?i:{KINDS})\b)?"
_NAMED = re.compile(
    rf"^(?P<lead>(?i:both|(?:please\s+)?{_TELL}|(?:please\s+)?try|that['’]s|that\s+(?:is|would\s+be)|it['’]s)\s+)?"
    rf"(?:(?i:the|our|your)\s+(?=[A-Z]))?(?:(?P<name>{_NAME})|(?<=[a-z] )(?i:your)\s+(?P<yours>[a-z][\w-]*(?:\s+[a-z][\w-]*){{0,2}}?)"
    rf"(?=\s*[.,;!(]|\s*$))(?:\s+and\s+(?:the|your|our)\s+(?P<second>[\w-]+(?:\s+[\w-]+){{0,2}}?)"
    r"(?=\s+(?:decide|do|own|handle|share|manage|together|jointly)\b|\s*[.,;(]|\s*$))?(?P<rest>.*)$",
    re.DOTALL,
)
_AND = re.compile(r"\s+and\s+(?:the\s+)?")
_TOGETHER = re.compile(r"\b(?:together|jointly|both|shares?)\b", re.IGNORECASE)
_NO_NAME = wordlist(
    """sorry yes no well please sure unknown it they we you i this that there use check open fill today tomorrow first then soon here
    nobody everyone everybody someone anyone none monday tuesday wednesday thursday friday saturday sunday send visit go write wait"""
)


def asked_topics(text: str) -> list[str]:
    """What a question asks the owner of ("Who owns forecasts?"); empty for other text."""
    bare = _LABEL.sub("", text.strip())
    match = _ASKED.match(bare) or _BROKEN_ASKED.match(bare) or _SHEET.match(text.strip())
    return topics(_TROUBLE.sub("", match["topic"])) if match else []


def asks_back(text: str) -> bool:
    """Whether a question is about what the sentence before spoke of ("The printer died. Whose is it?")."""
    return bool(_ASKED_BACK.match(_LABEL.sub("", text.strip())))


def how_topics(text: str) -> list[str]:
    """What a question wants done ("How do I get a badge?"); its answer may name the owner, or only the way."""
    match = _HOW.match(_LABEL.sub("", text.strip()))
    return topics(match["topic"]) if match else []


def is_reply(lead: str, rest: str) -> bool:
    """Whether what stands before and behind the names in a sentence says nothing else ("The Head of Analytics does.", "Ask the …")."""
    lead, rest = _LABEL.sub("", lead), _NOT_THEM.sub("", rest)
    if _NO_REPLY.search(rest) and not re.match(r"^,?\s+(?:except|but)\b", rest):
        return False
    if not lead:
        return bool(_REPLY.match(rest) or _DOES_REPLY.match(rest))
    return bool(_REPLY_LEAD.match(lead)) and bool(_REPLY.match(rest))


def is_deed(lead: str, rest: str) -> bool:
    """Whether a sentence says that somebody does what was asked for ("Security hands them out.", "Ask the Search Team.")."""
    return bool(_DOES_REPLY.match(rest)) if not lead.strip() else is_reply(lead, rest)


def is_unknown(text: str) -> bool:
    """Whether a reply says that there is no owner ("TBD", "We do not know yet.")."""
    text = _LABEL.sub("", text.strip())
    return bool(_UNKNOWN.match(text)) or (text[:1].isalpha() and is_nobody(text))


def learn_answers(document: Document, roster: Roster) -> None:
    """Take in the owners that the sentence right after a question names."""
    asked = how = False
    for block in document.blocks:
        if not isinstance(block, Heading | Paragraph | Bullet):
            asked = how = False
            continue
        text = block.passage.text
        for start, end in sentences(text):
            said = text[start:end]
            if asked or how:
                _learn(said, how, roster)
            asked, how = bool(asked_topics(said)) or asks_back(said), bool(how_topics(said))


def _learn(reply: str, how: bool, roster: Roster) -> None:
    match = _NAMED.match(_LABEL.sub("", reply))
    if not match or is_unknown(reply):
        return
    name, rest = match["name"] or match["yours"], match["rest"]
    first = name.split()[0].casefold()
    if (first in _NO_NAME and not name.split()[0].isupper()) or first.endswith("ly") or is_nobody(name):
        return
    if (is_deed if how else is_reply)(match["lead"] or "", rest):
        halves = _AND.split(name) if _TOGETHER.search(rest) or re.match(r"both\s", match["lead"] or "", re.IGNORECASE) else [name]
        for found in (each for each in (*halves, match["second"]) if each and not roster.mentions(each)):
            roster.add(found, kind=kind_of(found) if looks_like_role(found) or found.islower() else "team")
