"""Sentences in which the owner comes last or beside: "X is owned by Y", "X belongs to Y", "X is Y's job", "for X, ask Y"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.claims.english.phrases import topics
from knowledge.claims.english.verbs import MOVES, PASSIVE, REMITS

_BE = r"(?:is|are|was|gets?|will be|shall be|must be|should be|has been|have been|remains?|being|to be|stays?)"
_ADVERB = r"(?:(?:\w+ly|now|also|currently|still|always|both|all|together|co-)\s*)*"
_DETERMINER = r"(?:both\s+)?(?:the\s+|an?\s+|our\s+)?(?:[\w-]+\s+of\s+(?:the\s+)?)?"
_BY = re.compile(
    rf"^(?P<topic>.+?),?\s+(?:{_BE}\s+)?{_ADVERB}(?:co-?)?(?:{'|'.join(sorted(PASSIVE))})(?:\s*(?:,|and|&|/"
    rf"|or)\s*\w+ed)*(?:\s+(?:after|on|for|care of|\w+ly))?\s+by\s+{_DETERMINER}$",
    re.IGNORECASE | re.DOTALL,
)
_WITH = re.compile(
    rf"^(?P<topic>.+?)\s+{_ADVERB}(?:belongs?|falls?|sits?|lies?|rests?|lives?|stays?|remains?|goes"
    rf"|rolls?\s+up|ends?\s+up|is|are)\s+{_ADVERB}"
    rf"(?:(?:squarely|entirely)\s+)?(?:to|under|with|within|inside|up to|in the (?:hands|remit|domain|scope) "
    rf"of|on the desk of)\s+{_DETERMINER}$",
    re.IGNORECASE | re.DOTALL,
)
_MOVES = re.compile(
    rf"^(?P<topic>.+?)\s+(?:(?:will|(?:has|have)(?:\s+been)?|(?:is|are)(?:\s+being)?|was|were)\s+)?{_ADVERB}{MOVES}\s+{_DETERMINER}$",
    re.IGNORECASE | re.DOTALL,
)
_MEANWHILE = re.compile(  # who does it for the time being
    rf"^(?P<topic>.+?)\s+(?:is|are),?\s+(?:for now|for the moment|for the time being|at present|at the moment|until further notice),?\s+"
    rf"(?:being\s+)?\w+\s+by\s+{_DETERMINER}$",
    re.IGNORECASE | re.DOTALL,
)
_DUTY_OF = re.compile(
    rf"^(?P<topic>.+?)\s+{_BE}\s+{_ADVERB}(?:the\s+|an?\s+)?(?:[\w-]+\s+){{0,2}}?"
    rf"(?:{'|'.join(sorted(REMITS))}|business|property|task|call|decision|problem)\s+(?:of|for|between"
    rf"|shared by)\s+{_DETERMINER}$",
    re.IGNORECASE | re.DOTALL,
)
_IS = re.compile(rf"^(?P<topic>.+?)\s+(?:is|are|remains?)\s+{_ADVERB}(?:the\s+|our\s+)?$", re.IGNORECASE | re.DOTALL)
_WHOSE = re.compile(
    rf"^(?:['’]s?)?\s+(?:[\w-]+\s+){{0,2}}?(?:{'|'.join(sorted(REMITS))}|business|property|call|decision|problem|baby)\b", re.IGNORECASE
)
_THEIRS = re.compile(r"^(?:['’]s?)?\s*(?:$|[.;!]|,?\s+(?:and|too|as well|now|but|since|again)\b)", re.IGNORECASE)  # "the ERP is Joel's"
_SHARED = re.compile(
    rf"^(?P<topic>.+?)\s+(?:is|are|remains?|will be|must be)\s+{_ADVERB}(?:held|shared|split|joint|a\s+"
    rf"(?:joint|shared)\s+(?:effort|responsibility|task|job|matter)|common|"
    rf"disputed|contested|debated|claimed|undecided|unclear|torn)\s*(?:jointly\s+)?(?:by|between|among"
    rf"|across|of|with|from|to)\s+{_DETERMINER}$",
    re.IGNORECASE | re.DOTALL,
)
_LIES_WITH = re.compile(
    rf"^(?:the\s+|overall\s+|final\s+|full\s+|ultimate\s+|primary\s+)*(?:responsibility|ownership"
    rf"|accountability|oversight|authority|governance|decision|decisions|say)\s+(?:for|of|over|on|about)\s+"
    rf"(?P<topic>.+?)\s+(?:lies?|rests?|is|are|sits?|stays?|remains?|belongs?|falls?|goes)\s+{_ADVERB}"
    rf"(?:with|to|on|by|in)\s+{_DETERMINER}$",
    re.IGNORECASE | re.DOTALL,
)
_OWNER_OF = re.compile(
    rf"^(?:the\s+|our\s+)?(?:[\w-]+\s+)?(?:owners?|dri|custodian|steward|lead|maintainers?|contact|point of "
    rf"contact|decision[ -]maker|responsible team|owning team)\s+(?:of|for|on|behind)\s+(?P<topic>.+?)\s*"
    rf"(?:is|are|:|=|–|—|->|→)\s*{_DETERMINER}\s*$"
    rf"|^(?P<thing>.+?)(?:['’]s?)?\s+(?:owners?|dri|steward|lead|maintainer)\s*(?:is|are|:|=|–|—)\s*{_DETERMINER}\s*$",
    re.IGNORECASE | re.DOTALL,
)
_FOR = re.compile(
    rf"^(?:for|about|on|with|regarding)\s+(?P<topic>.+?)\s*,?\s+(?:please\s+)?(?:contact|ask|see|ping|talk "
    rf"to|speak to|reach out to|go to|turn to|write to|call|escalate to)\s+{_DETERMINER}$"
    rf"|^(?P<thing>.+?)\s+(?:questions?|requests?|issues?|matters?)?\s*(?:goes?|go)\s+to\s+{_DETERMINER}$",
    re.IGNORECASE | re.DOTALL,
)
_BROKEN = re.compile(
    rf"^(?:if|when)\s+(?:the\s+|an?\s+|your\s+|our\s+)?(?P<topic>.+?)\s+(?:breaks?|fails?|goes? down|stops?"
    rf"|misbehaves?|(?:is|are)\s+(?:down|broken|wrong|late|missing|slow|stuck)|"
    rf"(?:does|do)(?:n['’]t| not) work)\s*,\s*(?:please\s+)?(?:contact|ask|see|ping|talk to|call|tell|escalate to)\s+{_DETERMINER}$",
    re.IGNORECASE | re.DOTALL,
)
_ASK = re.compile(rf"^(?:please\s+)?(?:contact|ask|see|ping|talk to|speak to|reach out to|go to|turn to)\s+{_DETERMINER}$", re.IGNORECASE)
_ABOUT = re.compile(r"^\s+(?:for|about|on|regarding|with|when it comes to)\s+(?P<topic>.+)$", re.IGNORECASE | re.DOTALL)
_REFUSED = re.compile(r"\b(?:not|never|no longer|n['’]t|rather than|instead of|except)\b", re.IGNORECASE)
_NO_THING = re.compile(r"^(?:it|this|that|they|these|those|which|what|who|everything|he|she|we|you|i)$", re.IGNORECASE)
_GAPPED = re.compile(r"^(?P<topic>[^,;:.]{2,60}?)\s+by\s+(?:the\s+|our\s+)?$", re.IGNORECASE)
_VAGUE = re.compile(  # what one asks the keeper of a page for
    r"^(?:(?:any|your|further|more|all|other)\s+)*(?:edits?|questions?|feedback|comments?|help|problems?|issues?|suggestions?|corrections?|"
    r"changes|details|information|updates?)\b(?!\s+(?:about|with|on|regarding))",
    re.IGNORECASE,
)
_IT = re.compile(r"^(?:it|this|these|they)$", re.IGNORECASE)
_EXCEPTED = re.compile(
    r"^.*\b(?:except(?:\s+for)?|apart\s+from|other\s+than|but\s+not)\s+(?=[^,]+,\s*(?:which|that)$)", re.IGNORECASE | re.DOTALL
)
_WAS = re.compile(r"\b(?:was|were|had been|used to be)\b")
_FORMERLY = re.compile(r"\b(?:used to|formerly|previously|once)\s+(?:be\s+)?\w+(?:\s+\w+)?\s+by\b|\bused to\b")
_UNTIL = re.compile(r"^\W*(?:team\s+)?(?:until|till|up to|before|prior to|previously|formerly|in the past|in (?:19|20)\d\d)\b")
_INTRO = re.compile(
    r"^(?:(?:note|nb|n\.b\.|important|tip|reminder|update)\s*:\s*)?"
    r"(?:(?:however|therefore|likewise|today|currently|finally|in addition|by contrast|in contrast"
    r"|similarly|meanwhile|note that|please note that|and|but|while)\b,?\s+)*",
    re.IGNORECASE,
)


def is_past(before: str, after: str) -> bool:
    """Whether a clause tells who owned something once ("was owned by X until 2022")."""
    return bool(_FORMERLY.search(before) or (_WAS.search(before) and _UNTIL.match(after)))


def passive_topics(before: str, after: str, possessive: bool, known: Sequence[str] = ()) -> list[str]:
    """The topics that the words before (and after) an owner's name give to it; empty when they give none. `known`: what "it" means."""
    before = _INTRO.sub("", before.strip(" ,;"))
    lead = before + " "
    if _REFUSED.search(lead[-40:]):
        return []
    for pattern in (_LIES_WITH, _OWNER_OF, _SHARED, _BY, _DUTY_OF, _BROKEN, _MEANWHILE, _FOR, _WITH, _MOVES):
        match = pattern.match(lead)
        if match:
            return _topics(next((group for group in match.groupdict().values() if group), ""), pattern in (_WITH, _MOVES), known)
    if possessive and (_WHOSE.match(after) or _THEIRS.match(after)) and (match := _IS.match(lead)):
        return _topics(match["topic"])
    if _ASK.match(lead) and (about := _ABOUT.match(after.rstrip(" .!"))) and not _VAGUE.match(about["topic"]):
        return _topics(about["topic"])
    return []


def gapped_topics(before: str) -> list[str]:
    """ "… and traces by Team B", where the verb stood in the clause before."""
    match = _GAPPED.match(before)
    return _topics(match["topic"]) if match else []


def _topics(thing: str, loose: bool = False, known: Sequence[str] = ()) -> list[str]:
    """The things before the verb; a pronoun names what was spoken of, a clause of its own nothing."""
    thing = _EXCEPTED.sub("", thing.strip(" ,:"))
    if known and _IT.match(thing):
        return list(known)
    if _NO_THING.match(thing) or (loose and len(thing.split()) > 12):
        return []
    if ", " in thing and re.match(r"^(?:if|when|as|in|at|for|because|since|although|while|to)\b", thing, re.IGNORECASE):
        thing = thing.split(", ", 1)[1]
    thing = re.sub(r",?\s+(?:which|that)$|\s+(?:has|have|had)\s+been\s.*$", "", thing)
    return topics(thing)
