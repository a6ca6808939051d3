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
    "|title|boss|director|head|one|suite|seat|camp|office|party|squad|crew|guild|unit|division"
)

ROLE = any_of(
    r"chief(?: \w+){1,3} officer",
    r"ceo|cfo|coo|cio|cto|cmo|cpo|chro|cso|ciso|cdo|cro|cco|cao|clo|cdao|ctio|cxo|cko|cpto",
    r"vice president|vp|svp|evp|managing director|general counsel|controller|president",
    r"(?:head|director|vp) (?:of )?\w+",
    r"(?:(?!(?:is|are|the|an?|our|my|your|their|any|s)\b)\w+ ){1,2}(?:officer|counsel|president|treasurer)",
)

ASKING = any_of(
    r"who|whos|whom|whose|whod|wholl|whoever|which (?:one )?of (?:them|these|those|the two|the pair|both|our|us)|which one",
    rf"(?:which|what|whats|wich)(?: \w+){{0,4}}? (?:{_PARTY})",
    r"owner|owners|dris?|ownership|owns|own|owned by|responsible|responsibility|accountable|accountability|in charge|remit|purview",
    r"(?:belong|belongs|fall|falls|sit|sits|live|lives|report|reports|goes|go) (?:to|under|with|in|within|into)",
    r"with (?:anyone|anybody|someone|somebody)|(?:technical|tech|business) contact (?:for|of|on)",
    rf"is there (?:an? |any |some )?(?:\w+ )?(?:{_PARTY}|anyone|anybody|someone|somebody)",
    r"one of (?:them|the two)|one or both|or both|either of them|both of them|(?:overseen|run|handled|managed|led|governed|decided) by",
    r"where (?:do|does|should|can|would) \w+(?: \w+){0,6} (?:go|report|sit|live|belong|fall|escalate|land|turn)",
)

INTERROGATIVE = any_of(r"who|whos|whose|whom|whod|wholl|which|what|whats|wich|where|tell me|let me know|do you know|owner of|name of")

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
    r"(?:i|we|you|one|they|he|she|people|someone) (?:even |just |actually |best |be )?(\w+)( (?:at|to|with|about)\b)?"
)

# "which team do I send it to": the same of a party, where only the verbs of turning to somebody count
PARTY_CONTACT = re.compile(
    r"\b(?:which|what) (?:\w+ )?(?:team|squad|department|dept|desk|group|unit|person|people|role|office|crew) "
    r"(?:do|should|can|could|would|must|shall|might|may) (?:i|we|you|one|they|he|she|people|someone) "
    r"(?:even |just |actually |best |be )?(\w+)"
)

# "which squad has it", "is there a crew for that": the kind of party that is asked for
PARTY_ASKED = re.compile(
    r"\b(?:which|what|whats|is there (?:an?|any|some)) (?:\w+ )?(squad|crew|guild|tribe|unit|desk|division|producer)\b"
)

# "who expanded it in India", "who leads it at Acme": what a name says that no charter holds.
AT_NAMED = re.compile(r"\bat ((?:[A-Z][\w&.-]+ ?)+)")
PAST_NAMED = re.compile(
    r"\bwho (?:[a-z]+ed|built|bought|led|ran|won|made|set up|grew|began|took)\b.*\b(?:in|at|for|with|from|into) ((?:[A-Z][\w&.-]+ ?)+)"
)

# Forms that ask for something other than an owner.
ELSEWHERE = (
    any_of(
        r"who (?:did|invented|discovered|founded|wrote|won|beat|beats|said|sang|sings|painted|directed|played|killed)",
        r"who plays(?! an? (?:\w+ )?(?:role|part)\b)",
        r"who (?:was|were) (?!(?:\w+ly )?\w+ing\b|the owner|responsible|accountable|in charge|supposed|meant|on the hook)",
        r"who (?:works? (?:at|for)|sells?|supplies|teaches|taught|studies|blogs|tweets)",
        r"where (?:can|could|do|should) (?:i|we|you|one) (?:read|buy|park|eat|learn|watch|see)",
        r"which (?:vendor|supplier|manufacturer|company|firm|country|city) (?:owns?|makes?|made|is|was|sells?|built|develops?|has|won)",
        r"who (?:ate|stole|died|married|scored|broke|spilled|forgot|left|took|parked|ordered|brought|called|likes?|loves?|thinks?)",
        r"who (?:knows?|remembers?|cares?(?! (?:about|for))|watched|saw|speaks|lives|coined|published|acquired|bought|hates?)",
        r"who (?:announced|wins?)",
        rf"which (?!(?:{_PARTY})\b)(?:\w+ ){{1,3}}(?:is|are|was|were) (?:the )?(?:most|least|best|worst|\w{{3,}}est)\b",
        r"who else (?:(?:is |are )?\w+ing|wants|likes|thinks|got|heard|saw|came|comes|went|noticed|feels|knows|uses|needs)",
        r"who (?:expects?|agrees?|reads?|drinks?|borrowed|composed|sold|earns?|gets paid|became|hosted|starred|named|donated|fired)",
        r"who(?:s| is| are| was| will be)? (?:coming|going|attending|joining|around|free|available|presenting|speaking|leaving)",
        r"who(?:s| is| are| was| will be)? (?:bringing|hosting|playing|winning|up for|up to|hungry|awake|online|here|driving to|singing)",
        r"who (?:wants|want|would like|fancies|feels)",
        r"(?:who|whos|anyone|anybody|somebody|someone) (?:has |have |got |has got )(?:an?|any|some|the spare|my)"
        r" (?!say|clue|idea|mandate|remit|stake|hand|role|part|responsib|veto|vote|view|budget|duty|claim|interest|right|authority)\w+",
        r"(?:who|whos) .*\bthe (?:company|vendor|maker|manufacturer)(?: i mean| itself| behind it)?$",
    ),
    any_of(
        r"(?:stock|share) prices?|market cap|net worth",
        r"how (?:much|many|old|long|tall|far|big|often)",
        r"what (?:time|day|year|date|month|color|language)",
        r"(?:what does|whats|what is) (?:\w+ )+(?:mean|stand for|weather|capital|recipe)",
        r"tell (?:me|us) a (?:joke|story)",
        r"(?:what|whats|what is|how|hows|how is) (?:will |would )?(?:the )?weather",
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
    r"(?:who|which(?! (?:i|we|you|he|she|they|it)\b)(?: \w+){1,4}?|whose) (?:(?:is|are|does|do|should|would|has|can|will) )?"
    r"(?:not|never|cannot|isnt|doesnt|arent|dont|shouldnt|wont)",
    r"whos not|whose (?:job|task|duty|role|responsibility) is (?:\w+ ){1,4}not",
    r"not (?:the )?(?:owner|owned|responsible|in charge|accountable|the job)",
    r"(?:no|zero) (?:say|responsibility|ownership|control|claim|business)",
)
NOT_NEGATED = any_of(
    r"who (?:\w+ ){0,3}if not|if not|not sure|do not know|dont know|or not|why not|is it not|not only|not clear",
)

SHARED = any_of(
    r"both(?! (?:times|days|weeks|months|attempts|calls|ends|hands|ways|phones|laptops|browsers)\b)",
    r"jointly|joint|together|combined|shared|share|shares|sharing|spans|spanning|span|across the|company wide|companywide",
    r"hand in hand|side by side|collectively|overall|as a whole|end to end|whole company|entire company|all of us|co own|co owned"
    r"|(?:entire|whole) (?:firm|organi[sz]ation|enterprise|business|group)|alike|for (?:staff|employees) and (?:\w+ ){0,4}customers",
    r"collaborate|collaborates|collaboration between",
)

# "who reports to the CEO": asks for those below rather than for the one above.
BELOW = any_of(
    r"(?:who|who all|which \w+) (?:reports?|answers?) (?:directly )?(?:in)?to",
    r"(?:directly |right |just )?(?:below|beneath|underneath) (?:the |our )?",
    r"direct reports of",
)

# "who has to be consulted on …": in a RACI or DACI chart another than the owner. The passive alone: "who do I consult" looks for the owner.
_BE = r"(?:s|is|are|was|gets?|(?:has|have|needs?|ought) to be|(?:must|should|shall|will|would|can) be)?"
CONSULTED = any_of(
    rf"who ?{_BE}(?: \w+)? consulted|who(?: \w+){{0,2}} the c",
    r"who (?:\w+ )?contributes? to",
    r"(?:the|a) (?:contributors?|consulted part(?:y|ies)) (?:to|for|on|of)",
)
INFORMED = any_of(rf"who ?{_BE}(?: \w+)? informed|who(?: \w+){{0,2}} the i", r"(?:the|a) informed part(?:y|ies) (?:to|for|on|of)")
DOES = any_of(
    r"who(?: \w+){0,2} the r",  # the letters of a matrix
    r"who (?:\w+ )?(?:drives?|executes?|carries out|does the work (?:on|for|of|in))",
    r"(?:the|a) (?:driver|executor|doer) (?:for|of|on|in|behind)",
)

# "Product thinks it is cool": what somebody holds of a matter is not the matter.
OPINION = any_of(r"thinks?|says?|said|reckons?|believes?|claims?|doubts?|told (?:me|us)|loves?|suggests? (?:it|that)")

# "legal says GDPR is the CTO's": who says it is no part of the topic.
REPORTED = re.compile(
    r"^(?!who|what|which)(?:\w+ ){1,3}(?:thinks?|says?|said|reckons?|believes?|insists?|argues?|swears?"
    r"|claim(?:s|ed)?(?= (?:that|its?|the|this|we|they|he|she|you) )"  # "my mileage claim is stuck" is none
    r"|told (?:me|us))\b(?: that\b)?"
    r"(?= (?!are|is|was|were|have|need|go|should|must|will|in|from|for|of|by|against|on)\w+ )"
)

# "runs in house and is now to become a feature": what it turns into counts, not what it was.
TURN = any_of(
    r"(?:turn|turns|turned|turning|grow|grows|grew|grown|develop|develops|developed|spin|spun) (?:it |this |that |them )?(?:out )?into",
    r"become|becomes|becoming|became|now (?:to |we )?(?:want|wants|need|needs|plan|plans|sell|sells|offer|offers|its|it)|instead of",
    r"(?:want|wants|wanted|going|plan|plans|like|love|ready|about|decided) to (?:sell|offer|(?:product|commercial|monet)i[sz]e)",
)

# "whose desk", "on whose plate": where a matter lies is no topic.
WHOSE = re.compile(
    r"\bwhose (?:own )?(desk|lap|table|court|inbox|baby|yard|backyard|headache|problem|pigeon|lane|alley|ballpark|wheelhouse|bailiwick"
    r"|business|concern|jurisdiction|mandate|beat|watch|shoulders|shop|bucket|basket|kettle|show|say|brief|scope|mission|worry|burden)\b"
)

# "for our charity", "at the plant": where it happens, which says little of what.
PREMISES = re.compile(
    r"\b(?:for|at|in|across|inside|within|round) (?:our|the|this|my|all|every) (?:whole |entire )?"
    r"(charity|hospital|clinic|school|college|university|bank|practice|council|museum|farm|studio|agency|plant|factory|mill|shop|club"
    r"|station|airport|airline|utility|ministry|foundation|institute|brewery|bakery|hotel|restaurant|depot|yard|dock|site|campus|branch"
    r"|branches|ward|wards|library|newsroom|lab|firm|company|office)\b"
)

REPORTING = any_of(
    r"report(?:s|ing)?(?: line| lines)?(?: \w+){0,3} to|reports? into|above|boss|bosses|superior|supervisor|sits? (?:above|over|on top)",
    r"(?:sit|preside|presides|presiding|rank|ranks|stands?|watches) (?:over|above)|over (?:both|the|them)|higher than|top of",
    r"combine|combines|combined|combining|merges?|merged|unites?|doubles?|single|one person|rolled into one|both jobs|both roles",
    r"both hats|same person|(?:leads?|manages?|oversees?|in charge of) both",
    r"(?:to whom|whom|who) (?:do|does)(?: \w+){1,6} report",
)
