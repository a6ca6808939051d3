"""The words of headers: what columns of things, of owners of several kinds, of contacts and of remarks are called."""

from __future__ import annotations

import re

from knowledge.types import Tie

TOPICS = tuple(  # from the most telling header of a column of things to the least
    re.findall(
        r"\w+",
        """feature features application applications app apps system systems service services product products tool tools
        component components module modules capability capabilities process processes activity activities task tasks
        deliverable deliverables decision decisions item items topic topics piece pieces part parts element elements subsystem subsystems
        asset assets dataset datasets set sets control controls policy policies repository repositories
        repo project projects platform subject name function functions responsibility responsibilities area areas domain domains
        what thing things work skill title scope category categories type programme programmes procedure procedures matter matters
        duty duties job jobs stuff""",
    )
)
OWNED_LISTS = re.compile(
    r"^(?:(?:what|things|all) (?:it|they|we) (?:owns?|runs?|keeps?|looks? after|answers? for|takes? care of|handles?)|looks after|"
    r"answers for|takes care of|in charge of|their (?:things|areas|topics|stuff|jobs|duties|remit|work)|"
    r"owns?|owned|responsibilities|responsible for|accountable for|areas?(?: of (?:responsibility|ownership))?|scope|remit|mandate|"
    r"topics|domains|services|systems|products|features|applications|apps|things owned|ownership|duties|covers|portfolio|focus)$"
)
_PARTY = (  # what owners are, in headers such as "accountable department" and "team responsible"
    r"(?:departments?|dept|teams?|units?|office|division|directorate|bureau|agency|branch|section|groups?|squad|tribe|crew|desk|committee|"
    r"cell|working group|wg|chapter|guild|pod|panel|board|council|faculty|ministry|centre|center|institute|trustee|governor|"
    r"function|organi[sz]ation|org|business unit|part(?:y|ies)|bod(?:y|ies)|entity|individual|persons?|people|role|position|post|"
    r"officer|executive|official|manager|director|partner|member|colleague|employee)"
)
_OWNER_PHRASE = re.compile(
    rf"^(?:accountable|owning|responsible|lead|leading|answerable|assigned|designated|maintaining|in-charge) {_PARTY}$"
    rf"|^{_PARTY} (?:accountable|responsible|in charge|assigned)$"
)
_BACKUP = re.compile(
    r"^(?:back[ -]?up|deputy|deputi[sz]ed by|secondary|second|alternate|stand[ -]?in|substitute|understudy|cover(?:ed)? (?:by|when|if)|"
    r"(?:if|when|while) (?:away|absent|out|off|on (?:leave|holiday)|not (?:there|in)|unavailable)|in (?:the |their )?absence)\b.*"
    r"|^cover$|.*\b(?:back[ -]?up|deputy|stand[ -]?in|(?:holiday|sickness|absence|leave) cover)s?$"
)
_DOES = r"has|runs|keeps|holds|handles|manages|maintains|looks after|answers for|takes care of|decides on"
IN_FULL = {"tech": "technical", "biz": "business", "bus": "business"}
SHORTENED = re.compile(rf"^(?:{'|'.join(IN_FULL)})(?= owner)")
_OWNER = re.compile(r"^(?:the )?(?:current |process |system |service )?owner(?: team)?s?$")
_BESIDE = re.compile(r"^([^()]{1,60}?) ?\(([^()]{1,60})\)$")  # "owner (before, now)", "contact (owner)"
_TURNED = re.compile(r"^(\w+ )?owner (?:[-–,] )?\(?(business|technical|tech|biz|it|data|product)\)?$")
BACKUP = "backup"  # what is claimed for whoever such a column names: "backup of billing"
OWNERS: tuple[tuple[re.Pattern[str], int, Tie], ...] = (
    (
        re.compile(
            r"^(?:support(?:ing)?|delegate)\b(?! (?:queue|channel|hours|level|tier|phone|e-?mail|address|line|url|link|until|ends)).*"
            r"|^(?:executes|execut(?:or|er)s?|doers?)$|.*\b(?:support team|delegate)$"
        ),
        90,
        Tie.RESPONSIBLE,
    ),
    (re.compile(r"^(?:consulted|contributors?|consult|advisors?|reviewers?|c)$"), 91, Tie.CONSULTED),
    (re.compile(r"^(?:informed|inform|i)$"), 92, Tie.INFORMED),
    (
        re.compile(
            rf"^(?:owning {_PARTY}|owners?|owned by|(?:process|feature|service|current|primary|main|system|app|application|area"
            r"|overall)? ?owners?|dri|owner team|directly responsible "
            r"individual|who owns (?:it|this)|owner ?\(?s\)?)$"
        ),
        0,
        Tie.ACCOUNTABLE,
    ),
    (
        re.compile(
            rf"^(?:accountable(?: \(a\))?|a|decision[ -]maker|decider|decides|(?:accountable|lead|leading|answerable) {_PARTY}"
            rf"|{_PARTY} (?:accountable|in charge))$"
        ),
        1,
        Tie.ACCOUNTABLE,
    ),
    (
        re.compile(r"^(?:business|product|data|executive|functional|commercial) (?:owner|lead|sponsor|steward|team|contact)s?$"),
        2,
        Tie.ACCOUNTABLE,
    ),
    (re.compile(r"^.*\b(?:owner|custodian|steward)s?$"), 3, Tie.ACCOUNTABLE),
    (re.compile(r"^(?:approvers?|approved by|approves)$"), 4, Tie.ACCOUNTABLE),
    (
        re.compile(
            r"^(?:team|teams|squad|tribe|group|department|dept|division|unit|role|office|organi[sz]ation|org|business unit|.*\bteam)$"
        ),
        5,
        Tie.ACCOUNTABLE,
    ),
    (
        re.compile(
            rf"^(?:responsible(?: \(r\))?|(?:responsible|assigned|designated|maintaining) {_PARTY}|{_PARTY} (?:responsible|assigned)"
            r"|r|resp|assignee|assigned to|who|person|people"
            rf"|who (?:{_DOES}|does|is responsible(?: for)?|is in charge(?: of)?)(?: (?:it|this|that|them))?"
            rf"|(?:{_DOES}|responsible for|in charge of) (?:it|this|that|them)"
            r"|(?:the )?responsibility of|(?:managed|run|led|lead|held|handled|kept|done"
            r"|looked after|cared for|taken care of|answered for) by|belongs to|whose(?: (?:is it|job|remit))?"
            r"|(?:whom?|person|people|team|crew|desk) to (?:ask|call|contact|ping|see|go to|turn to|talk to)|ask|talk to|goes to)$"
        ),
        6,
        Tie.RESPONSIBLE,
    ),
    (
        re.compile(
            r"^(?:drivers?|d|.*\b(?:lead|leader|manager|contact person|point of contact|poc|dri|engineer"
            r"|admin|administrator))s?$"
        ),
        7,
        Tie.RESPONSIBLE,
    ),
    (re.compile(r"^(?:maintained by|.*\bmaintainer\(?s?\)?)$"), 8, Tie.RESPONSIBLE),
)
CONTACT = re.compile(
    r"^(?:slack|slack[ _-]?channel|channel|chat|contact|contacts|e-?mail|mail|pager(?:duty)?|on-?call|phone|slack handle|"
    r"how to reach|where to (?:ask|go|write|report|turn))$"
)
NOTE = re.compile(r"^(?:notes?|comments?|remarks?|caveats?|exceptions?|but)$")
ALSO = re.compile(
    r"^(?:alias(?:es)?|aka|a\.k\.a\.?|also known as|other names?|synonyms?|keywords?|abbreviation|acronym"
    r"|short name|includes?|examples?|sub-?features?|components included|covers|tags)$"
)
DESCRIBED = re.compile(
    r"^(?:(?:short )?descriptions?|what (?:it|this) (?:is|does|is (?:used )?for|does for us)|what (?:is )?it(?:['’]s| is) for|"
    r"what (?:we|you|people|they) (?:use|need|have) (?:it|this|them) for|why we have it|"
    r"(?:main |business )?(?:purpose|use)|used for|for|use case|in short|what for)$"
)
_ELSE = re.compile(  # what else names may stand below
    r"^(?:.* )?(?:vendor|supplier|provider|manufacturer|maker|brand|contractor|status|state|phase|stage|tier|priority|severity|criticality|"
    r"risk|level|class|kind|type|tag|since|until|renewal|renews|due|deadline|reviewed|updated|created|changed|date|year|month|quarter|cost|"
    r"budget|price|currency|location|site|place|building|floor|room|hall|wing|zone|house|shed|shelf|bay|campus|city|town|country|region|"
    r"language|stack|technology|database|hosting|hosted|cloud|environment|licen[cs]e|version|plan|frequency|cadence|schedule|rhythm|"
    r"users?|customers?|clients?|audience|requester|requested by|reporter|author|created by|written by|source|format|links?|url|docs?|"
    r"documentation|wiki|runbook|manual|chapter|meaning|definition|stands for|funded by|sponsored by|maturity|lifecycle|backlog|board|"
    r"dashboard|calendar|day|hours|time|colou?r|next step|next check|reports to|line manager|used by|for whom|bought from|made by|"
    r"supplied by|delivered by|hosted by|consult\w*|inform\w*|support\w*|approv\w*|sign(?:ed)?[ -]?off(?: by)?|queue|asked by|requested|"
    r"where(?: .*)?|when(?: .*)?|why|how(?: .*)?|depends on|parent|replaces|replaced by|successor|attendees?|guests?|members?)$"
)
GROUPING = re.compile(r"^(?:category|categories|group|section|domain|area|department|type|stage|theme|phase)$")


def header_words(text: str) -> str:
    """A header for comparing: small letters, no marks, underscores as spaces, "owner (business)" as "business owner"."""
    words = _TURNED.sub(r"\2 owner", " ".join(re.sub(r"[_*`:?#/↓→]+", " ", text.casefold()).split()).strip(" .-"))
    beside = _BESIDE.match(words)
    return next((each for each in beside.groups() if _OWNER.match(each)), words) if beside else words


def is_backup(words: str) -> bool:
    """Whether a header is that of a column of those who step in for the owners ("Deputy", "If away")."""
    return bool(_BACKUP.match(words))


def tells_of_owners(header: str) -> bool:
    """Whether a header says that owners stand below ("Accountable department", "Unit in charge"), however much it looks like a role."""
    return bool(_OWNER_PHRASE.match(header_words(header)))


def tells_something_else(header: str) -> bool:
    """Whether a header says that neither things nor their owners stand below: contacts, remarks, numbers, how a thing is."""
    words = header_words(header)
    return is_backup(words) or any(pattern.match(words) for pattern in (CONTACT, NOTE, ALSO, DESCRIBED, _ELSE))


def names_things(header: str) -> bool:
    """Whether a header is one of a column of things ("Feature", "Business process")."""
    return rank_of_topic(header_words(header)) < 99


def rank_of_topic(name: str) -> int:
    last = name.split()[-1] if name.split() else ""
    return TOPICS.index(last) if last in TOPICS else 99
