"""The English words that need knowing one by one: function words, words a stemmer would confuse, open and closed spellings.

General English only; names of products and kinds of things live in the lexicon.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that tie a sentence together. Prepositions that change a thing ("off", "out", "non") are left out on purpose.
FUNCTION_WORDS = _words(
    """
    a an the this that these those
    i me my mine myself we our ours ourselves you your yours yourself he him his she her hers they them their theirs its itself
    who whom whose which what when where why how whos whats wheres whens hows thats theres heres lets
    someone somebody something anyone anybody anything everyone everybody everything nobody nothing
    be am is are was were been being do does did doing done have has had having
    will would shall should can could may might must ought
    not isnt arent wasnt werent dont doesnt didnt hasnt havent hadnt wont wouldnt shouldnt couldnt cant cannot aint
    im ive youre youve theyre theyve weve id youd
    of in on at by for with to from into onto upon about as between among across through during within via per than
    and or but nor so if then because while whether either neither both although though yet
    also just only very too really actually please there here again still already ever etc eg ie
    all any some each every other such
    """
)

# "IT" and "US" are also pronouns; case must not decide, so their neighbours do (see analyzer).
PRONOUN_OR_NAME = frozenset({"it", "us"})
PRONOUN_AFTER = _words(
    """
    is isnt was wasnt does doesnt did didnt do will would could should can has had if whether that because since when so
    help tell let give for to with of by from show remind among let lets hit hits make makes get gets put fix using use
    """
)
PRONOUN_BEFORE = _words(
    """
    is isnt was wasnt has hasnt had will wont would should can cant could may might must does doesnt did didnt
    needs need goes going seems looks says about to know a an the that in on up out down if when who
    """
)

# What stands behind "IT" only where it is the department.
OF_THE_DEPARTMENT = _words(
    """
    operations ops infrastructure systems security budget budgets team teams support department services governance strategy equipment
    assets helpdesk procurement owner owners manager director lead staff estate roadmap compliance audit spend landscape architecture
    function organisation organization
    """
)

# Words whose Snowball stem is also the stem of something an organisation tells apart ("market" and "marketing").
KEPT_APART: dict[str, str] = {
    form: stem
    for stem, forms in {
        "accountant": "accountant accountants",
        "accounting": "accounting",
        "authority": "authority authorities",
        "authoriz": "authorize authorizes authorized authorizing authorization authorizations",
        "building": "building buildings",
        "business": "business businesses",
        "customer": "customer customers",
        "data": "data",
        "emergency": "emergency emergencies",
        "engine": "engine engines",
        "executive": "executive executives",
        "government": "government governments",
        "importanc": "important importance importantly",
        "integrity": "integrity",
        "marketing": "marketing",
        "meeting": "meeting meetings",
        "objective": "objective objectives",
        "personal": "personal personally",
        "personnel": "personnel",
        "production": "production",
        "productivity": "productivity",
        "terminal": "terminal terminals",
    }.items()
    for form in forms.split()
}

# British and other spellings, and nouns whose stem hides their verb, by word before stemming.
VARIANTS = {
    "calender": "calendar",
    "calenders": "calendar",
    "strategise": "strategy",
    "strategises": "strategy",
    "strategising": "strategy",
    "strategize": "strategy",
    "strategizes": "strategy",
    "strategizing": "strategy",
    "analyse": "analyze",
    "analysed": "analyze",
    "analysing": "analyze",
    "behaviour": "behavior",
    "behaviours": "behavior",
    "catalogue": "catalog",
    "catalogues": "catalog",
    "centre": "center",
    "centres": "center",
    "cheque": "check",
    "cheques": "check",
    "theatre": "theater",
    "theatres": "theater",
    "colour": "color",
    "colours": "color",
    "defence": "defense",
    "clearance": "clear",
    "maintenance": "maintain",
    "retention": "retain",
    "labour": "labor",
    "licence": "license",
    "licences": "license",
    "organisational": "organizational",
    "programme": "program",
    "programmes": "program",
}
VARIANTS |= {
    form: word
    for word, forms in {
        # nouns
        "absent": "absence absences",
        "accurate": "accuracy",
        "acquire": "acquisition acquisitions",
        "admit": "admission admissions",
        "advise": "advice",
        "analyze": "analysis analyses",
        "apprentice": "apprenticeship apprenticeships",
        "apply": "application applications",
        "attend": "attendance attendances",
        "bankrupt": "bankruptcy bankruptcies",
        "bury": "burial burials",
        "choose": "choice choices",
        "close": "closure closures",
        "complain": "complaint complaints",
        "comply": "compliance compliant",
        "convert": "conversion conversions",
        "corrode": "corrosion",
        "define": "definition definitions",
        "deliver": "delivery deliveries",
        "depart": "departure departures",
        "destroy": "destruction",
        "diagnose": "diagnosis diagnoses",
        "disclose": "disclosure disclosures",
        "drain": "drainage",
        "embroider": "embroidery",
        "erase": "erasure erasures",
        "erode": "erosion",
        "exclude": "exclusion exclusions",
        "expand": "expansion expansions",
        "expose": "exposure exposures",
        "extend": "extension extensions",
        "fail": "failure failures",
        "haul": "haulage",
        "injure": "injury injuries",
        "inquire": "inquiry inquiries enquiry enquiries enquire enquires enquiring",
        "intern": "internship internships",
        "intrude": "intrusion intrusions",
        "issue": "issuance",
        "leak": "leakage leakages",
        "marry": "marriage marriages",
        "prescribe": "prescription prescriptions",
        "quote": "quotation quotations",
        "reconcile": "reconciliation reconciliations",
        "recover": "recovery recoveries",
        "reduce": "reduction reductions",
        "register": "registration registrations",
        "resolve": "resolution resolutions",
        "respond": "response responses",
        "revise": "revision revisions",
        "sponsor": "sponsorship sponsorships",
        "submit": "submission submissions",
        "subscribe": "subscription subscriptions",
        "supervise": "supervision",
        "suspend": "suspension suspensions",
        "transcribe": "transcription transcriptions",
        "transmit": "transmission transmissions",
        "upholster": "upholstery",
        "vacant": "vacancy vacancies",
        # past tenses
        "break": "broke broken",
        "breed": "bred",
        "build": "built",
        "burn": "burnt",
        "drive": "drove driven",
        "feed": "fed",
        "fly": "flew flown",
        "freeze": "froze frozen",
        "grow": "grew grown",
        "lend": "lent",
        "lose": "lost",
        "repay": "repaid",
        "sell": "sold",
        "send": "sent",
        "speak": "spoke spoken",
        "spend": "spent",
        "spill": "spilt",
        "steal": "stole stolen",
        "sweep": "swept",
        "swim": "swam swum",
        "teach": "taught",
        "throw": "threw thrown",
        "wear": "wore worn",
        "write": "wrote written",
    }.items()
    for form in forms.split()
}
# Verbs in -ise that Americans write in -ize; a list, because "advise", "enterprise" and "expertise" have no -ize.
IZE_ROOTS = _words(
    """
    author capital categor central character custom decentral digit digital emphas final general global harmon initial local
    material maxim min minim modern monet normal optim organ personal prior real reorgan scrutin special stabil standard summar
    synchron util virtual visual
    """
)

# Words written open, hyphenated or closed alike: (first word, stem of the second). They are one term, spelt closed.
# Only where the closed form is common and its parts mislead; "work day" is left open, because Workday is a product.
COMPOUNDS: frozenset[tuple[str, str]] = frozenset(
    (first, second)
    for first, seconds in {
        "a": "b",
        "back": "end up",
        "black": "list",
        "check": "list",
        "ci": "cd",
        "code": "base",
        "cyber": "secur attack crime",
        "data": "base center",
        "dev": "op",
        "e": "mail commerc sign signatur learn procur invoic discoveri book",
        "end": "point",
        "fin": "op",
        "fire": "wall",
        "front": "end",
        "full": "stack",
        "hand": "book",
        "head": "count set",
        "help": "desk",
        "key": "card board",
        "lap": "top",
        "life": "cycl",
        "log": "in out on",
        "logging": "in out on",
        "meta": "data",
        "micro": "servic",
        "ml": "op",
        "multi": "factor cloud",
        "news": "letter",
        "off": "board",
        "on": "board call prem premis",
        "pass": "word",
        "pay": "roll",
        "real": "time",
        "road": "map",
        "roll": "out",
        "run": "book",
        "screen": "shot",
        "sec": "op",
        "set": "up",
        "share": "point",
        "sign": "in on off up",
        "smart": "phone",
        "soft": "ware",
        "spread": "sheet",
        "start": "up",
        "time": "sheet line",
        "up": "time",
        "user": "name",
        "web": "site page hook",
        "white": "list paper",
        "wi": "fi",
        "work": "flow station place",
    }.items()
    for second in seconds.split()
)
_CLOSED = {"logging": "log"}  # how the first word of a compound is spelt in it, where that is not as it stands


_CLOSED_FORMS = frozenset(first + second for first, second in COMPOUNDS)


def is_compound(stem: str) -> bool:
    """Whether a stem is that of a word that may be written in two ("signin")."""
    return stem in _CLOSED_FORMS


def closed(first: str, second: str) -> str:
    """A compound of two words as one word."""
    return _CLOSED.get(first, first) + second
