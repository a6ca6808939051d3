"""The forms of a question, as patterns over its folded words joined by one space.

General English only. Which words carry the topic is for `question` to see.
"""

from __future__ import annotations

import re


def any_of(*alternatives: str) -> re.Pattern[str]:
    """A pattern that finds any of these as whole words."""
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b")


_PARTY = (
    "exec|execs|executive|executives|chief|chiefs|leader|role|team|department|dept|officer|group|function|org|side|person|position"
    "|title|boss|director|head|one|suite|seat|camp|office|party"
)

ROLE = any_of(
    r"chief(?: \w+){1,3} officer",
    r"ceo|cfo|coo|cio|cto|cmo|cpo|chro|cso|ciso|cdo|cro|cco|cao|clo|cdao|ctio|cxo|cko|cpto",
    r"vice president|vp|svp|evp|managing director|general counsel|controller|president",
    r"(?:head|director|vp) (?:of )?\w+",
    r"(?:(?!(?:is|are|the|an?|our|my|your|their|any|s)\b)\w+ ){1,2}(?:officer|counsel|president|treasurer)",
)

ASKING = any_of(
    r"who|whos|whom|whose|whod|wholl|whoever",
    rf"(?:which|what|whats|wich)(?: \w+){{0,4}}? (?:{_PARTY})",
    r"owner|owners|ownership|owns|own|owned by|responsible|responsibility|accountable|accountability|in charge|remit|purview",
    r"(?:belong|belongs|fall|falls|sit|sits|live|lives|report|reports|goes|go) (?:to|under|with|in|within|into)",
    r"one of (?:them|the two)|one or both|or both|either of them|both of them|(?:overseen|run|handled|managed|led|governed|decided) by",
    r"where (?:do|does|should|can|would) \w+(?: \w+){0,6} (?:go|report|sit|live|belong|fall|escalate|land|turn)",
)

# Words that say an owner owns: with the name of one they ask, too.
OWNING = any_of(
    r"owns?|handles?|runs?|manages?|leads?|responsible|accountable|in charge|does|do|decides?|oversees?|looks? after|supposed|job|call",
    r"his|hers",
)

# "who tinkers with", "who would be patching": the verb after the asking word.
MAIN_VERB = re.compile(
    r"\bwho (?:(?:is|are|has|have|been|be|would|will|can|could|should|actually|really|usually|even) )*(\w+(?:s|ing|ed))\b"
)

# "who is the CTO of Slack": the officer of another company.
_NOT_OURS = r"(?!the|our|us|this|that|which|work|hq|headquarters|home|company|management|top|c\b|what|my)\w+"
OF_ANOTHER = re.compile(rf"^whos? (?:is |was )?(?:the |their |a )?(?:\w+ )?\w+ (?:of|at) {_NOT_OURS}")
AT_ANOTHER = re.compile(rf"^who at {_NOT_OURS}")

# "who do I ping about …": the verb says whether an owner is looked for.
CONTACT = re.compile(
    r"\bwhom? (?:do|should|can|could|would|must|shall|might|may|did|to) "
    r"(?:i|we|you|one|they|he|she|people|someone) (?:even |just |actually |best )?(\w+)"
)

# Forms that ask for something other than an owner.
ELSEWHERE = (
    any_of(
        r"who (?:did|invented|discovered|founded|wrote|won|beat|beats|said|sang|sings|painted|directed|played|plays|killed)",
        r"who (?:was|were) (?!(?:\w+ly )?\w+ing\b|the owner|responsible|accountable|in charge|supposed|meant|on the hook)",
        r"who (?:works? (?:at|for)|sells?|supplies|teaches|taught|studies|blogs|tweets)",
        r"where (?:can|could|do|should) (?:i|we|you|one) (?:read|buy|park|eat|learn|watch|see)",
        r"which (?:vendor|supplier|manufacturer|company|firm|country|city) (?:owns?|makes?|made|is|was|sells?|built|develops?|has|won)",
        r"who (?:ate|stole|died|married|scored|broke|spilled|forgot|left|took|parked|ordered|brought|called|likes?|loves?|thinks?)",
        r"who (?:knows?|remembers?|else|cares?|watched|saw|speaks|lives|coined|published|announced|acquired|bought|hates?|wins?)",
        r"who (?:expects?|agrees?|reads?|drinks?|borrowed|composed|sold|earns?|gets paid|became|hosted|starred|named|donated|fired)",
        r"who(?:s| is| are| was| will be)? (?:coming|going|attending|joining|around|free|available|presenting|speaking|leaving)",
        r"who(?:s| is| are| was| will be)? (?:bringing|hosting|playing|winning|up for|up to|hungry|awake|online|here|driving to|singing)",
        r"who (?:wants|want|would like|fancies|feels)",
    ),
    any_of(
        r"(?:stock|share) prices?|market cap|net worth",
        r"how (?:much|many|old|long|tall|far|big|often)",
        r"what (?:time|day|year|date|month|color|language)",
        r"(?:what does|whats|what is) (?:\w+ )+(?:mean|stand for|weather|capital|recipe)",
        r"tell (?:me|us) a (?:joke|story)",
    ),
    re.compile(r"^(?:when|whens|why|how|hows|wheres|where is|where are|where was)\b"),
    re.compile(
        r"^(?:what|whats) (?:is |are |was |s )?(?:the |a |an |our |your )?"
        r"(?:best|worst|name|meaning|price|cost|deadline|difference|definition|address|password|number|version|point|score|plan for"
        r"|menu|weather|capital|age|history|hours|news|reason|salary|going|up|new|wrong)\b"
    ),
    re.compile(r"^whats? (?:(?:is|are|was|were|an?|the|our|your|my|that|up|new) )"),
    re.compile(
        r"^(?:recommend|suggest|any (?:tips|ideas|recommendations|news|good)|anyone (?:up|for|know a|want)"
        r"|define|explain|tell me a|translate|write|sing)\b"
    ),
)

YES_OR_NO = re.compile(r"^(?:is|are|was|were|do|does|did|will|would|has|have|am) ")

# "who is not in charge of …", "who doesn't own …"
NEGATED = any_of(
    r"(?:who|which \w+|whose) (?:(?:is|are|does|do|should|would|has|can|will) )?(?:not|never|cannot|isnt|doesnt|arent|dont|shouldnt|wont)",
    r"whos not",
    r"not (?:the )?(?:owner|owned|responsible|in charge|accountable|the job)",
    r"(?:no|zero) (?:say|responsibility|ownership|control|claim|business)",
)
NOT_NEGATED = any_of(
    r"who (?:\w+ ){0,3}if not|if not|not sure|do not know|dont know|or not|why not|is it not|not only|not clear",
)

SHARED = any_of(
    r"both|jointly|joint|together|combined|shared|share|shares|sharing|spans|spanning|span|across the|company wide|companywide",
    r"hand in hand|side by side|collectively|overall|as a whole|end to end|whole company|entire company|all of us|co own|co owned",
    r"collaborate|collaborates|collaboration between",
)

REPORTING = any_of(
    r"report(?:s|ing)?(?: line| lines)?(?: \w+){0,3} to|reports? into|above|boss|bosses|superior|supervisor|sits? (?:above|over|on top)",
    r"(?:sit|preside|presides|presiding|rank|ranks|stands?|watches) (?:over|above)|over (?:both|the|them)|higher than|top of",
    r"combine|combines|combined|combining|merges?|merged|unites?|doubles?|single|one person|rolled into one|both jobs|both roles",
    r"both hats|same person|(?:leads?|manages?|oversees?|in charge of) both",
    r"(?:to whom|whom|who) (?:do|does)(?: \w+){1,6} report",
)
