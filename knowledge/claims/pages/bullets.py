"""Bullets and single lines: fields ("Owner: …"), labels, and things that stand under their owner without a subject."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.claims.english.phrases import tidy, topics
from knowledge.claims.english.predicates import owned_topics
from knowledge.claims.english.sentences import sentences
from knowledge.claims.english.statements import Statement, read_sentence
from knowledge.claims.english.subjects import Context, groups
from knowledge.claims.english.verbs import FORMS, NOUN_VERBS, SPOKEN_LABEL, is_acting_gerund
from knowledge.claims.owners.cells import is_nobody
from knowledge.claims.owners.roster import Roster

_FIELD = re.compile(
    r"^\W*(?P<name>(?:(?:primary|main|business|technical|product|service|code|current|default|usual)\s+)?(?:owners?|owned "
    r"by|owning team|team|squad|dri|responsible(?: team)?|"
    r"accountable|steward|maintainers?|maintained by|lead|approver|driver))\s*\W?\s*[:=–—]\W?\s*(?P<value>\S.*)$",
    re.IGNORECASE,
)
_DEFAULT = re.compile(  # "Owner: Facilities unless stated otherwise"
    r"[\s,(–—-]*\b(?:(?:unless|except (?:where|when|if)|if not)\s+(?:otherwise\s+)?"
    r"(?:stated|noted|specified|said|named|listed|mentioned|marked|indicated)(?:\s+(?:otherwise|differently|below))?"
    r"|by default|as (?:a|the) default)\b\W*$",
    re.IGNORECASE,
)
_KEPT_BY = re.compile(r"\W*(?:this (?:page|document) is )?(?:maintained|managed|kept|written|compiled) by\b", re.IGNORECASE)
_OWNED_BY = re.compile(
    r"^\W*(?:(?:this|it|which)\s+is\s+)?(?:owned|maintained|managed|led|run|handled|operated)\s+by\s+"
    r"(?P<value>[^,;:]{2,80}?)\W*$",
    re.IGNORECASE,
)
_UNOWNED = re.compile(
    r"^(?:the\s+|our\s+)?(.{2,80}?)\s+(?:(?:currently|still)\s+)?(?:has|have)\s+no\s+(?:\w+\s+)?owners?\b"
    r"|^(?:the\s+|our\s+)?(.{2,80}?)\s+(?:is|are)\s+(?:currently\s+|still\s+)?(?:unowned|orphaned|ownerless|without\s+(?:an\s+)?owner)\b"
    r"|^(?:currently\s+)?(?:nobody|no one|no team)\s+(?:yet\s+(?:has|owns)|has\s+(?:yet\s+)?(?:taken\s+(?:on|over)|claimed|picked\s+up)"
    r"|owns|(?:yet\s+)?(?:looks|is looking)\s+after"
    r"|is\s+(?:responsible|accountable)\s+for)\s+"
    r"(?:the\s+|our\s+)?(.{2,80}?)(?:\s+(?:yet|at present|at the moment|for now|so far|any ?more|since\s.{2,60}))?\W*$"
    r"|^(?:an?|the|our)\s+(?:\w+\s+)?owner\s+(?:for|of)\s+(?:the\s+|our\s+)?(.{2,80}?)\s+(?:will|shall|must|has|have|is|needs?)\s+"
    r"(?:(?:still|yet|soon|not|currently)\s+)*(?:to\s+)?(?:be|been|being)?\s*(?:named|appointed|found|agreed|decided|assigned|chosen|"
    r"confirmed|announced|determined|nominated|identified|sought|missing|vacant|unknown|open|TB[CD])\b"
    r"|^there\s+is\s+(?:currently\s+|still\s+)?no\s+(?:\w+\s+)?owner\s+(?:for|of)\s+(?:the\s+|our\s+)?(.{2,80}?)"
    r"(?:\s+(?:yet|at present|at the moment|for now|so far|any ?more|since\s.{2,60}))?\W*$"
    r"|^(?:the\s+|our\s+)?(.{2,80}?)\s+(?:(?:still|currently)\s+)?(?:needs?|lacks?|awaits?|(?:is|are)\s+(?:still\s+)?(?:looking|waiting)\s+for)"
    r"\s+an?\s+(?:\w+\s+)?owner\b",
    re.IGNORECASE,
)
_LEFT_OPEN = re.compile(  # "Snagging list: accountability to be agreed between A and B"
    r"^([^:]{2,60}?)\s*(?::|\s[–—-])\s+(?:accountability|ownership|owner|responsibility)\b[^.;]*?\b(?:(?:to be|not(?: yet)?) "
    r"(?:agreed|decided|settled|assigned|confirmed|named|determined|clear|clarified)|TB[CD]|open|unclear|disputed)\b",
    re.IGNORECASE,
)
_SPEAKS_OF = re.compile(
    r"^(?:Q\d{0,3}\s?[:.)]\s+)?(?P<subject>(?!(?:it|this|that|these|they|there|we|you|he|she|i|who|which|what|if|when|as|in|on|at|for)\b)[^,;:()]{2,70}?)\s+"
    r"(?:(?:is|are)\s+(?P<same>(?:an?\s+|the\s+|our\s+)?[^,;:()]{2,40}?)[.,]?$"
    r"|(?:is|are|handles?|lets?|allows?|stores?|sends?|runs?|provides?|holds?|feeds?|powers?|contains?|shows?|tracks?|connects?|died|broke|fail(?:s|ed)|crashed"
    r"|stopped|leaks?|leaked|jammed|went|keeps|won['’]t|does\s?n['’]t)\b)",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"^\W*(?:slack(?: channel)?|channel|contact|e-?mail|pager|on-?call|chat)\s*\W?\s*[:=]\s*(?P<value>\S.*)$", re.IGNORECASE
)
_LABEL = re.compile(r"^\W{0,3}(?P<label>[^:–—→]{1,90}?)\W{0,3}?(?::|\s[–—-]\s|\s?(?:→|->|=>)\s?)\s*\W{0,3}?(?P<rest>\S.*)$")
_POINTED = re.compile(
    r"^\W{0,4}(?P<label>(?:(?![-=]>)[^→⇒]){1,120}?)\s*(?:→|->|=>|⇒)\s*(?:(?:also|still|now|see|ask|to)\s+)*"
    r"(?P<name>\*\*[^*→]{2,60}\*\*|@[\w./-]+|[A-Z](?:[\w&'’/-]|\s(?=[A-Z&]|and [A-Z])|(?<=\s)and(?=\s)){1,50})"
    r"(?=\s*(?:$|[,.;(#]|(?:too|now|since|as|instead|again|until|for|via|not)\b))(?!.*(?:→|->|=>|⇒))"
)
_BETWEEN = re.compile(r"^(?P<left>[^:–—→]{1,90}?)\W{0,2}(?::\W{0,2}\s|\s[–—-]\s|\s?(?:→|->|=>)\s?|\s\.{3}\s)\s*(?P<right>\S.*)$")
_ENCLOSED = re.compile(r"^(?P<label>[^()]{1,90}?)\s*\((?P<rest>[^()]{1,90})\)\W{0,3}$")
_PARTED = re.compile(r":\s|\s[–—-]\s|→|->|=>")
_OWNER_LABEL = re.compile(
    r"^(?:(?:owner|dri|owning team)s?\b\s*:?|(?:owned|led|run|managed) by\b\s*:?|(?:team|lead|responsible|accountable)s?\s*:"
    r"|an?\s+(?:joint|shared)\s+(?:effort|responsibility|accountability|matter|task|job|work)\s+(?:of|between|by)\b)\s*(?=\S)",
    re.IGNORECASE,
)
_SAID_OF = re.compile(r"\s+(?:is|are)\s+(?:responsible|accountable|in charge)\W*$", re.IGNORECASE)
_PROPERTY = re.compile(  # labels of what is told about a thing beside its owner
    r"^(?:escalat\w+|back-?ups?|deputy|deputies|reviewers?|stakeholders?|consulted|informed|support"
    r"|contacts?|on-?call|manager|sponsor|users?|"
    r"customers?|members?|vendors?|authors?|written by"
    r"|abbreviations?|acronyms?|legend|key|letters|initials|example|e\.g\.|note|see|status|tier"
    r"|updated|reviewed|last \w+|q|a|question|answer)$",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(  # labels of what a thing is like
    r"^(?:languages?|tier|region|country|city|host(?:ing|ed on)?|environment|env|stack|repo(?:sitory)?|version|type|kind|category|priority"
    r"|sla|url|links?|port|location|address|phone|room|floor|size|budget|costs?|date|due|deadline|since|start|end|name|title|description"
    r"|purpose|mission|platform|database|runtime|frequency|criticality)$",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\s(?:is|are|was|were|has|have|had|must|should|may|might|can|could|will|would|does|do|did|need|needs"
    r"|vary|varies|rely|relies|depend|depends|"
    r"becomes?|remains?|seems?|helps?|means?|includes?)\s",
    re.IGNORECASE,
)
_BARE_LIST = re.compile(r"^[A-Z][^.;:!?]{2,120}?(?:,[^.;:!?,]{2,60})*\s+and\s+[^.;:!?]{2,60}\.?$")
_SPOKEN = re.compile(
    r"\b(?:we|our|us|you|your|he|she|they|i|my|since|from|based|who|which|that|not|for|here|there|was|were|joined|founded)\b|\w+ed\b",
    re.I,
)
_CHARGE = re.compile(
    r"^(?:(?:is|are|fully|solely|primarily|jointly)\s+)*(?:responsible|accountable|answerable|in charge"
    r"|tasked|charged|(?:overall\s+|full\s+|ultimate\s+|final\s+)?(?:responsibility|accountability))\s+(?:for|of|with)\s+",
    re.IGNORECASE,
)
_REMIT = re.compile(
    r"^(?:(?:(?:we|they|it)\s+)?(?:owns?|look(?:s)? after|are responsible for|is responsible for|responsible for|accountable for|"
    rf"responsibilities|remit|scope|duties|covers|manages|runs|in charge of)|{SPOKEN_LABEL})\s*:\s*(?=\S)",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DATED = re.compile(
    rf"^\W{{0,3}}(?:\d{{4}}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}|\d{{1,2}}\.?\s+{_MONTH}\s+\d{{4}}"
    rf"|{_MONTH}\s+(?:\d{{1,2}},?\s+)?\d{{4}}|v(?:ersion\s*)?\d{{1,3}}(?:\.\d{{1,3}})*)(?=\W|$)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^[^:]{1,60}:\s*[+(]?\d[\d\s()/.+-]{1,30}$")
_NOUN_PAIR = re.compile(
    r"^[A-Z]\w+ (?!(?:the|a|an|our|all|its|their|any|new|every|with|to|of|for)\b)[\w-]+$"
)  # "Build pipeline" is a thing too
_REFUSAL = re.compile(
    r"^(?:not|never|no|does not|do not|doesn['’]t|don['’]t|isn['’]t|avoid|without|except"
    r"|(?:is|are|am|was|were|has|have|had|will|would|should|do|does|did)\s+(?:not|never|no)"
    r"|(?:escalat|report)\w*\s+to|works?\s+with)\b",
    re.IGNORECASE,
)
_TO_ASK = re.compile(  # whom one may ask of a thing: "Foliage: message Ann", "Foliage (ask Ann)"
    r"(?:\s*[:;,(]|\s[–—-])\s*(?:please\s+)?(?:ask|message|ping|call|contact|see|mail|e-?mail|tell|talk to|speak to|write to)\s+(?:for\s+)?"
    r"[A-Z@#][\w@.'’-]*(?:\s[A-Z][\w'’-]*){0,3}\)?\W*$"
)

_TOGETHER = re.compile(
    r"[(,:–—-]\s*(?:(?:held|owned|run|shared)\s+)?(?:jointly|together|joint|shared|co-owned|in common)\b|[,–—-]\s*with\s+(?:the\s+)?[A-Z]",
    re.IGNORECASE,
)
_OWNING = re.compile(r"\b(?:belongs?\s+to|(?:is|are)\s+(?:now\s+)?(?:owned\s+by|with)|owns?)\b", re.IGNORECASE)
REMARK = re.compile(
    r"(?:\s?\([^()]{1,120}\)|(?:[,:]|\s[–—-])\s+(?:(?:jointly|together|shared|in partnership)\s+)?with\s+[^,;:()]{2,80}"
    r"|,\swhich\s[^;:()]{2,100}\b(?:does|do)(?:\snot|n['’]t)\sown\b[^;:()]{0,40}"
    r"|[;,]\s(?:for\s[^;:,()]{2,40}\s)?(?:see|ask)\s[^;:()]{2,60}"
    r"|;\s[^;:()]{2,90}\b(?:consulted|informed|helps?|(?:does not|doesn['’]t) own|not the owner)\b[^;:()]{0,60})\W{0,3}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FieldLine:
    """ "Owner: Team A" or, with `contact`, "Slack: #team-a". `default`: of what is listed under it, where a line says no other."""

    value: str
    contact: bool = False
    default: bool = False


def field_line(text: str) -> FieldLine | None:
    """The field in a line that is nothing else; None for other lines."""
    text = text.strip()
    match = _FIELD.match(text)
    if match and len(match["value"]) <= 160:
        value = re.split(r"\s+[|·•;]\s+", match["value"])[0].strip(" *_`")
        named = _DEFAULT.sub("", value)
        return FieldLine(named or value, default=named != value or match["name"].casefold().startswith(("default", "usual")))
    match = _OWNED_BY.match(text)
    if match:
        return FieldLine(re.sub(r"^(?:the|our)\s+", "", match["value"].strip(" *_`"), flags=re.IGNORECASE))
    match = _CONTACT.match(text)
    return FieldLine(match["value"].strip(" *_`"), contact=True) if match and len(match["value"]) <= 160 else None


def unowned_thing(text: str) -> str:
    """What a sentence says that nobody owns ("The intranet has no owner at the moment."); "" for other text."""
    match = _UNOWNED.match(text.strip())
    return tidy(next(filter(None, match.groups()), "")) if match else ""


def left_open(text: str) -> str:
    """What a line says that its owner is still to be agreed, whoever is named in it; "" for other text."""
    match = _LEFT_OPEN.match(text.strip())
    return tidy(match[1]) if match else ""


def subject_topics(text: str) -> list[str]:
    """What a sentence without an owner speaks of, for an "it" in the next one ("Our payroll system is Workday.")."""
    match = _SPEAKS_OF.match(text.strip())
    if not match:
        return []
    same = match["same"] or ""
    return [*topics(match["subject"]), *(topics(same) if same and len(same.split()) <= 4 else [])]


def unowned_list(text: str) -> list[str]:
    """The things of a line "TBD: this, that" in a list of owners; empty for other lines."""
    split = label_and_rest(text)
    if not split or not split[0][:1].isalpha() or not is_nobody(split[0]) or is_finite(split[1]):
        return []
    return topics(split[1])


def tells_of_page(text: str) -> bool:
    """Whether a line under a title says who keeps the page, and so nothing of what stands on it ("Maintained by the Yard Office")."""
    return bool(_KEPT_BY.match(text))


def is_note(text: str) -> bool:
    """Whether a line is no thing that somebody could own: a dated note of a change, or a name with a telephone number."""
    return bool(_DATED.match(text.strip()) or _NUMBERED.match(text.strip()))


def label_and_rest(text: str) -> tuple[str, str] | None:
    """ "Billing: Team Pay" or "Billing – Team Pay" in two; None for a line without such a sign."""
    enclosed = _ENCLOSED.match(text.strip())
    match = _LABEL.match(text.strip()) if not enclosed or _PARTED.search(enclosed["label"]) else enclosed
    if match and _PROPERTY.match(match["label"].strip(" *_`")):
        return None
    return (match["label"].strip(" *_`"), match["rest"].strip(" *_`")) if match else None


def is_property(label: str) -> bool:
    """Whether a label is one of what is told about a thing beside its owner, or of the owner itself ("Deputy", "Status", "Owner")."""
    bare = label.strip(" *_`")
    return bool(_PROPERTY.match(bare) or _ATTRIBUTE.match(bare) or _FIELD.match(f"{bare}: -"))


def thing_and_owner(text: str) -> tuple[str, str] | None:
    """The two sides of a line; a sign between them counts before parentheses ("Website - Marketing (Dana)")."""
    match = _BETWEEN.match(text.strip())
    return (match["left"].strip(" *_`"), match["right"].strip()) if match else label_and_rest(text)


def pointed(text: str) -> tuple[str, str] | None:
    """ "Fraud rules → **Trust & Safety**, #trust" in a thing and the name behind the arrow; None for a line without exactly one arrow."""
    match = _POINTED.match(text.strip())
    return (match["label"].strip(" *_`#"), match["name"].strip(" *_`")) if match else None


def without_label(text: str) -> str:
    """A name without "owner:", "owned by" or "a joint effort of" before it and "is accountable" behind it."""
    return _SAID_OF.sub("", _OWNER_LABEL.sub("", text.strip(" *_`"))).strip()


def without_remark(text: str, roster: Roster) -> tuple[str, tuple[str, ...]]:
    """A thing under its owner without the remark on somebody behind it, and who holds it too by that remark.

    "Yeast (Ann keeps the starter)", "Stipends (jointly with Finance)"; "" and nobody for other lines.
    """
    remark = REMARK.search(text)
    named = groups(remark[0], roster, Context()) if remark else []
    if remark is None or not named or groups(text[: remark.start()], roster, Context()):
        return "", ()
    beside = tuple(name for group in named for name in group.owners) if _TOGETHER.search(remark[0]) else ()
    return text[: remark.start()].strip(), beside


def owned_in_remark(text: str, head: str, roster: Roster) -> list[tuple[int, Statement]]:
    """What a remark behind a thing says of owning ("the furnaces (the big oven belongs to the Lab)"), and where its words begin."""
    inner = text[len(head) :].strip(" ,;()–—-")
    said = read_sentence(inner, roster, Context()).statements if _OWNING.search(inner) else ()
    return [(text.find(inner, len(head)), statement) for statement in said]


def thing_before(text: str, roster: Roster) -> tuple[str, bool]:
    """The thing that a line under its owner names before it tells of it ("The intranet. The Web team hosts it."), "" for none.

    True with it: what is told names owners, so that the line is theirs, too.
    """
    spans = list(sentences(text))
    first = text[slice(*spans[0])].strip() if len(spans) > 1 else ""
    if not first or first[-1] == "?" or is_finite(first) or groups(first, roster, Context()):
        return "", False
    return first, bool(groups(text[spans[0][1] :], roster, Context()))


def bare_list(text: str) -> list[str]:
    """The things of a sentence that is nothing but a list ("Day-to-day maintenance, grounds and heating."); empty for other text."""
    if not _BARE_LIST.match(text) or _SPOKEN.search(text) or is_finite(text):
        return []
    return found if len(found := topics(text)) > 1 else []


def is_finite(text: str) -> bool:
    """Whether a line is a sentence with a subject of its own, so that the section's owner is not its subject."""
    words = text.split()
    if not words or _starts_with_verb(text) or _CHARGE.match(text) or _REMIT.match(text) or words[0].casefold() == "whether":
        return False
    return bool(_FINITE.search(re.split(r"[(:,]|\b(?:that|which|who)\b", text, maxsplit=1)[0] + " "))


def implied_topics(text: str, verbs_only: bool = False) -> list[str]:
    """What a line under its owner names: "Leads IT teams", "managing servers", "Payroll", "Laptops: buying and repair"."""
    text = _TO_ASK.sub("", text.strip()).rstrip(".")
    if _REFUSAL.match(text):
        return []
    charge = _CHARGE.match(text)
    if charge:
        return owned_topics("is responsible for " + text[charge.end() :])
    remit = _REMIT.match(text)
    if remit:
        return topics(text[remit.end() :])
    if _starts_with_verb(text):
        first, _, rest = text.partition(" ")
        said = owned_topics(f"{first.lower()} {rest}") or topics(rest)
        named = re.split(r"\s*[(:]", text, maxsplit=1)[0]
        both = _NOUN_PAIR.match(named) and FORMS[first.casefold()][1] == "base" and not verbs_only
        return list(dict.fromkeys([tidy(named), *said])) if both else said
    if verbs_only:
        return []
    if whether := re.match(r"whether\s+", text, re.IGNORECASE):  # what is decided: "Whether a loan goes out"
        return [thing] if (thing := tidy(text[whether.end() :])) else []
    split = label_and_rest(text)
    if split:
        return list(dict.fromkeys([*topics(split[0]), *(implied_topics(split[1]) if not is_finite(split[1]) else [])]))
    found = topics(text)
    return found or ([whole] if (whole := tidy(text)) else [])


def _starts_with_verb(text: str) -> bool:
    """The line begins with a verb without a subject: "Leads …", "Managing …", "Ensure …"."""
    words = text.split(maxsplit=2)
    if len(words) < 2:
        return False
    first = words[0].casefold()
    form = FORMS.get(first)
    if not form or not words[0].isalpha():
        return False
    if form[1] == "gerund":
        return is_acting_gerund(text.split())
    if first in NOUN_VERBS:
        return bool(re.match(r"(?:the|a|an|our|all|its|their|any|new|every)\b", text[len(words[0]) :].strip()))
    return True


def speaks_of_others(text: str) -> bool:
    """Whether a sentence has a subject that "they" in the next one may mean."""
    return bool(re.match(r"^(?:[A-Z][a-z]+s\b|The\s+\w+s\b|Many\b|Some\b|Most\b|Other\b|All\b)", text))
