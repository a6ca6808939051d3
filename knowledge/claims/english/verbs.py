"""The verbs and nouns by which English says that somebody owns something, with the forms they take.

Only words; how a sentence is taken apart stands in `predicates` and `sentences`.
"""

from __future__ import annotations


def wordlist(text: str) -> frozenset[str]:
    """The words of a list that is written as running text."""
    return frozenset(text.split())


_BASES = wordlist(
    """own manage lead drive ensure oversee run maintain handle govern evaluate integrate build create explore develop design
    deliver operate administer administrate support provide supply host secure protect define set shape direct head steer
    coordinate organise organize plan control monitor supervise track measure assess audit review approve authorise authorize
    decide negotiate select choose purchase procure buy acquire license deploy implement install configure customise customize
    upgrade migrate patch back provision optimise optimize streamline automate standardise standardize modernise modernize
    transform improve enhance increase reduce minimise minimize architect engineer prototype pilot test research investigate
    innovate invent imagine envision pioneer experiment invest fund finance budget allocate hire recruit train mentor coach staff
    translate communicate bridge align connect represent advise guide champion sponsor promote foster cultivate establish enforce
    comply satisfy serve guard safeguard preserve keep check inspect verify validate certify document record catalog
    catalogue curate collect store process analyse analyze report publish release ship launch market sell price package produce
    manufacture assemble distribute resolve triage escalate answer respond investigate diagnose fix repair debug refine refactor
    tune scale grow expand extend differentiate position focus concentrate specialise specialize engage take look care steward
    custody hold share split prioritise prioritize balance mitigate manage anticipate forecast model simulate visualise visualize
    onboard offboard renew retire decommission orchestrate facilitate partner collaborate consolidate centralise centralize embed
    adopt apply assure guarantee sustain refresh rotate issue revoke grant encrypt classify archive restore recover rehearse
    draft write edit maintain moderate accept sign pay invoice bill collect reconcile close settle hedge insure inform educate
    evangelise evangelize seat bring add win reach retain own claim schedule order dispatch"""
)

# Verbs that name an act on a thing and not the thing itself: with these the topic is the act ("implement AI": AI implementation).
ACTS = {
    "implement": "implementation",
    "refine": "refinement",
    "integrate": "integration",
    "evaluate": "evaluation",
    "adopt": "adoption",
    "deploy": "deployment",
    "migrate": "migration",
    "translate": "translation",
}

# Verbs whose object says nothing of its own; the owner is in what they are done for ("join hands to bring in newer AI initiatives").
EMPTY = wordlist(
    """work working works join joins joining come comes become becomes collaborate collaborates cooperate cooperates go goes sit
    sits meet meets"""
)

# After these an owner is told what it does by nature, not what it owns.
NOT_OWNING = wordlist(
    """report reports need needs want wants like likes know knows think thinks believe believes hope hopes get gets receive receives
    read reads use uses attend attends ask asks say says see sees feel feels wait waits vary varies differ differs overlap
    overlaps diverge diverges play plays remain remains seem seems appear appears exist exists mean means depend depends rely
    relies"""
)

ADVICE = wordlist("should could might may can would ought need needs")
ADVERBS = wordlist(
    """also then always jointly together both each all primarily mainly mostly typically ultimately directly broadly alone usually
    generally fully solely now currently still only often actively closely further finally therefore thus just formally
    officially internally externally outward inward entirely largely chiefly principally equally collectively independently
    instead too"""
)

# "the custodian of data": nouns that name the one who owns.
KEEPERS = wordlist(
    """owner custodian guardian steward architect keeper sponsor approver maintainer contact champion head lead leader author
    administrator admin curator manager driver coordinator caretaker dri decider authority guarantor home decision-maker maker
    point responsible"""
)

# "You come to me for: …", "I have the last word on: …": what people write over the things that are theirs.
SPOKEN_LABEL = (
    r"(?:(?:you\s+)?(?:come|go|turn|talk|speak|write)\s+to\s+(?:me|us)|ask\s+(?:me|us)|see\s+(?:me|us))\s+(?:for|about|on|with)"
    r"|(?:what\s+)?(?:i|we)\s+(?:own|run|decide(?:\s+on)?|look\s+after|handle|sign\s+off|approve|have\s+the\s+(?:last|final)\s+(?:word|say)\s+(?:on|in))"
)
# "their concern is reliability": nouns that name what is owned.
REMITS = wordlist(
    """responsibility responsibilities concern concerns focus job jobs remit priority priorities duty duties scope mandate area
    areas role roles domain domains charter ownership accountability accountabilities task tasks portfolio territory purview
    mission goal goals objective objectives"""
)

# "knowledge of enterprise systems": nouns that stand before what is meant.
LIGHT = wordlist(
    """creation knowledge proficiency expertise experience understanding custodian guardian architect owner steward keeper range set
    variety number use all aspects aspect area areas part parts lot most side responsibility accountability ownership"""
)

GENERIC_HEADS = wordlist(
    """tool tools app apps application applications platform platforms software solution solutions system systems service services
    product products program programs programme programmes project projects process processes policy policies"""
)

# A topic of one such word would answer every question.
TOO_WIDE = wordlist(
    """technology technologies business company companies organization organizations organisation value time people things thing
    work everything anything it them this that these those others other success impact role roles terms hands responsibly ways
    way end ends part place level levels world frontier job jobs matter matters everyone everybody someone nobody us we you they
    both all same"""
)

NOUN_GERUNDS = wordlist(
    """marketing engineering testing monitoring hosting networking purchasing billing training recruiting pricing onboarding
    offboarding planning reporting logging licensing accounting computing messaging branding advertising budgeting invoicing
    staffing hiring sourcing manufacturing packaging shipping tracking printing ticketing messaging banking housing clothing
    catering cleaning parking learning streaming routing caching provisioning patching ranking scheduling publishing forecasting
    modeling modelling lighting heating meeting travelling pentesting scripting tooling roaming backing gaming"""
)

# Nouns that look like verbs; they start a new predicate only before a determiner.
NOUN_VERBS = wordlist(
    """support supports design designs plan plans test tests report reports process processes budget budgets lead leads change
    changes market markets research release releases control controls access audit audits review reviews record records document
    documents model models package packages price prices bill bills invoice invoices store stores track tracks patch patches
    staff pilot pilots host hosts fund funds scale finance finances position issue issues answer answers sponsor guide guides
    head heads share shares split process answer care back hire hires position train trains ship ships check checks focus pay
    grant grants prototype prototypes engineer engineers architect architects coach coaches mentor partner partners champion
    champions sign staffs license licenses record guard guards supply supplies"""
)

_DOUBLED = wordlist("run set get plan ship control transfer cut map tag log commit permit submit win")


def _third(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        return base + "es"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + "s"


def _gerund(base: str) -> str:
    if base in _DOUBLED:
        return base + base[-1] + "ing"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return base[:-1] + "ing"
    return base + "ing"


FORMS: dict[str, tuple[str, str]] = {}  # every form -> (base, "base" | "third" | "gerund")
for _base in sorted(_BASES):  # sorted: where two verbs share a form, the same one always wins
    FORMS.setdefault(_base, (_base, "base"))
    FORMS.setdefault(_third(_base), (_base, "third"))
    FORMS.setdefault(_gerund(_base), (_base, "gerund"))

# Passive forms: "billing is owned by Payments".
PASSIVE = wordlist(
    "owned managed led run handled governed maintained overseen operated administered administrated driven controlled supported supervised "
    "provided delivered built developed designed coordinated directed headed decided approved looked held kept steered sponsored "
    "staffed funded serviced hosted taken covered championed secured implemented monitored curated stewarded served authored created "
    "produced evaluated integrated reviewed prepared arranged organised organized scheduled processed issued compiled ordered "
    "purchased repaired cleaned updated checked done answered set negotiated"
)

# Things that change hands: "Anna takes over payroll", "Payroll passes from Anna to Bo".
TAKES_OVER = r"(?:takes?\s+(?:over|on)|picks?\s+up|inherits?)"
MOVES = (
    r"(?:moves?|moved|passe[sd]|pass|transfers?|transferred|shifts?|shifted|switch(?:es|ed)?|handed|gone|go|goes)\s+"
    r"(?:over\s+|across\s+|on\s+|back\s+)?(?:from\s+[^,;.]{1,40}?\s+)?to"
)

_DETERMINERS = wordlist("the a an our all its their any every each new")


def is_acting_gerund(words: list[str]) -> bool:
    """Whether the first of `words` acts on the others: "managing servers", "planning the budget", but not "billing data"."""
    if len(words) < 2:
        return False
    first = words[0].casefold()
    form = FORMS.get(first)
    if words[0][0].isupper() and words[1][0].isupper() and words[1][1:].islower():
        return False  # "Building Permits" is a name
    return bool(form and form[1] == "gerund" and (first not in NOUN_GERUNDS or words[1].casefold() in _DETERMINERS))
