"""What is owned, as short noun phrases: one phrase of a sentence, a bullet or a cell to the topics that it lists.

"ERP, finance, and employee collaboration tools" gives each tool; "solutions (e.g., A, B)" gives the solutions, A and B.
It judges no owner and knows no sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.claims.english.verbs import ACTS, FORMS, GENERIC_HEADS, LIGHT, NOUN_VERBS, TOO_WIDE, is_acting_gerund, wordlist

MAX_WORDS = 10  # a longer phrase is a sentence, which search finds by its words
MAX_LETTERS = 90

_EXAMPLES = (
    r"e\.?g\.?,?|i\.e\.,?|such as|like|including|includes?|for example,?|for instance,?|especially|notably|namely|"
    r"particularly|in particular"
)
_SAID_AS_EXAMPLE = re.compile(rf"(?:,\s*|\s+|^)(?:{_EXAMPLES})\s+(?=\S)", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_NOT_LISTED = re.compile(
    r"^(?:see|except|excluding|excl\.?|but|not|no|without|interim|acting|primary|backup|secondary|tbd|tbc|formerly|was|since|until|"
    r"optional|new|old|draft|only|both|if|when|as|with|for|from|in|on|by|to)\b",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"\s*[,;]\s*(?:and|or|&|plus|as well as|then)\s+|\s*(?:,(?!\d{3}\b)|[;\n•·|])\s*|"
    r"\s+(?:and/or|and|or|plus|as well as|along with)\s+|\s+[&/+]\s+"
)
_TWO = re.compile(r"\s+(?:and|&)\s+")
_TOGETHER = re.compile(
    r"\b(?:research (?:and|&) development|terms and conditions|profit and loss|mergers (?:and|&) acquisitions|health (?:and|&) safety|"
    r"command and control|risk (?:and|&) compliance|identity (?:and|&) access|people (?:and|&) culture|learning (?:and|&) development|"
    r"trust (?:and|&) safety|search (?:and|&) rescue|accounts? payable and receivable|diversity and inclusion|back-?up and recovery|"
    r"in and out|wear and tear|food and (?:drink|beverage)s?|bed and breakfast|lost and found|"
    r"monitoring and alerting|data (?:and|&) analytics|(?-i:[A-Z][\w-]*) & (?-i:[A-Z][\w-]*))\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:(?:the|an?|our|all|any|its|their|his|her|your|my|every|each|some|those|these|such|everything"
    r"|company's|also|both|only|just|(?:team|organi[sz]ation|company|firm|business)['’]s)\s+"
    r"(?:of\s+(?:the\s+|our\s+)?)?)+",
    re.IGNORECASE,
)
_WHOLLY = re.compile(r"\s+(?:as a whole|as well|too|in general|overall|in total|and so on|and more|etc\.?)$", re.IGNORECASE)
_LOOSE = re.compile(
    r"^(?:new|newer|newest|latest|better|existing|various|key|core|main|general|day-to-day|joint|combined|larger)\s+", re.IGNORECASE
)
_WITH_OTHERS = re.compile(  # who helps is no thing
    r"\s*,\s*(?:(?:together|jointly|along|in (?:close )?(?:co-?operation|co-?ordination|collaboration|consultation|partnership))\s+with"
    r"|with (?:the )?(?:help|support|assistance|input) (?:of|from))\b[^,;()]*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*,\s*(?:and\s+)?not\b.*$|\s*(?:,\s*)?\b(?:that|(?<!\bin )(?<!\bon )(?<!\bat )(?<!\bby )which|who|whose|where|so that|in order to"
    r"|because"
    r"|since|when|while|whenever|if|unless|until|whereas|although|though|"
    r"so|as needed|as required|by \w+ing|on behalf of|rather than|instead of|throughout the|across the (?:company|organi[sz]ation))\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_LIGHT_OF = re.compile(rf"^(?:[\w-]+\s+){{0,2}}?(?:{'|'.join(sorted(LIGHT))})\s+(?:of|in|for|over|with)\s+(?=\S)", re.IGNORECASE)
_FROM_TO = re.compile(r"(?:^|,\s*|\s+)(?:ranging\s+)?from\s+(?P<low>.{1,60}?)\s+(?:to|through)\s+(?P<high>.{1,80})$", re.IGNORECASE)
_OF = re.compile(r"^(?P<act>[\w-]+(?:\s+[\w-]+)?)\s+(?:of|over|for)\s+(?P<thing>.+)$")
_ACT_NOUN = re.compile(r"(?:tion|ment|ance|ence|ity|sion|ship|sight|ysis)$", re.IGNORECASE)
_ADJECTIVE = re.compile(r"(?:able|ible|ive|ous|ful|less|ient|liant|ical|ional|ary)$")
_NO_ADJECTIVE = wordlist("""initiative initiatives objective incentive executive perspective archive drive professional table cable variable
    deliverable library glossary dictionary salary summary secretary inventory collective native creative receivable payable""")
_MORE_ADJECTIVES = wordlist(
    """secure safe fast stable robust smooth lean modern agile simple clean new efficient compliant internal external old used lost
    stolen broken damaged delayed missing inbound outbound incoming outgoing domestic foreign national international regional local
    temporary permanent physical digital printed hazardous wet dry hot cold"""
)
_ITSELF = re.compile(
    r"^(?:this|the (?:present|following)) (?:page|document|charter|list|table|file|wiki|handbook|spreadsheet|sheet)$", re.I
)
_EDGES = " \t\n.,;:!?\"'“”‘’*_`·•–—-|/"
_FUNCTION = wordlist("the a an and or of for to in on at by with from is are be it its their our etc etc. so on more as not e.g i.e")


_MOST_COLONS = 20  # lists within lists that are followed; whatever has more is no list that a person wrote


def topics(phrase: str) -> list[str]:
    """The topics that `phrase` lists, in its order, each once: short noun phrases in the charter's own words."""
    found: list[str] = []
    for topic in _expanded(_clean(phrase)):
        cleaned = tidy(topic)
        if cleaned and cleaned not in found:
            found.append(cleaned)
    return found


def tidy(topic: str) -> str:
    """One topic without determiners and stray punctuation; "" when it is too wide or too long to name anything."""
    topic = " ".join(topic.split()).strip(_EDGES)
    topic = _WHOLLY.sub("", topic)
    topic = _LEADING.sub("", re.sub(r"^(?:for|of)\s+", "", topic)).strip(_EDGES)
    if topic.count("(") != topic.count(")"):
        topic = topic.replace("(", "").replace(")", "")
    words = topic.casefold().split()
    if _ITSELF.match(topic):
        return ""
    if not words or len(words) > MAX_WORDS or len(topic) > MAX_LETTERS or not any(character.isalnum() for character in topic):
        return ""
    return "" if all(word in TOO_WIDE or word in _FUNCTION for word in words) else topic


def _clean(phrase: str) -> str:
    return phrase.strip().rstrip(".!").strip()


def _expanded(phrase: str, depth: int = 0) -> Iterable[str]:
    """The head of the phrase, then its examples: those in parentheses, after "such as", in "from A to B" and after a colon."""
    examples: list[str] = []
    asides = _ASIDE.findall(phrase)
    phrase = _WITH_OTHERS.sub("", _ASIDE.sub("", phrase))
    initials = "".join(word[0] for word in phrase.split() if word[0].isupper()) if asides else ""
    for aside in asides:
        if not _NOT_LISTED.match(aside.strip()):
            examples.extend(_listed(_SAID_AS_EXAMPLE.sub("", aside.strip(), count=1) if _SAID_AS_EXAMPLE.match(aside.strip()) else aside))
            examples.extend(_abbreviated(initials, aside))
    if ":" in phrase:
        phrase, _, rest = phrase.partition(": ")
        if depth < _MOST_COLONS:
            examples.extend(_expanded(rest, depth + 1))
    span = _FROM_TO.search(phrase)
    if span:
        examples.extend([*_listed(span["low"]), *_listed(span["high"])])
        phrase = phrase[: span.start()]
    like = _SAID_AS_EXAMPLE.search(phrase)
    if like:
        said = _TAIL.sub("", phrase[like.end() :])
        phrase = phrase[: like.start()]
        examples.extend(_examples_of(phrase, said))
    return [*_listed(_TAIL.sub("", phrase)), *examples]


def _abbreviated(initials: str, aside: str) -> list[str]:
    """The abbreviation of a thing beside its maker's name: WMS of "Warehouse Management (Acme WMS)"."""
    words = aside.split()
    if len(words) < 2 or len(initials) < 2:
        return []
    return [word for word in words if word.isupper() and word.isalpha() and word.startswith(initials)]


def _examples_of(head: str, said: str) -> list[str]:
    """Examples by themselves, and with the head's own noun: "governance over platforms like AI" is AI platforms and AI governance."""
    examples = _listed(said)
    of = _OF.match(head.strip())
    acts = of["act"].split()[-1] if of and _ACT_NOUN.search(of["act"]) else ""
    noun = head.split()[-1] if head.split() else ""
    with_heads = []
    for example in examples:
        short = len(example.split()) == 1 and (example.islower() or example.isupper())
        if short and noun.casefold() in GENERIC_HEADS:
            with_heads.append(f"{example} {noun}")
        if acts:
            with_heads.append(f"{example} {acts}")
    return [*examples, *with_heads]


def _listed(phrase: str) -> list[str]:
    """The things that a phrase names side by side."""
    phrase = _clean(phrase)
    light = _LIGHT_OF.match(phrase)
    if light:
        phrase = phrase[light.end() :]
    items = _split(phrase)
    if len(items) < 2:
        return _one(items[0]) if items else []
    if len(items) == 2 and _one_name(phrase, items):
        return [phrase]
    items = _without_act(items)
    shared = _shared_ending(items)
    if shared:
        return shared
    made: list[str] = []
    if len(items) == 2 and _TWO.search(phrase) and len(phrase.split()) <= 5:
        made.append(phrase)
    act = _OF.match(items[0])
    carried = act["act"] if act and len(items) == 2 and _ACT_NOUN.search(act["act"]) and "," not in phrase else ""
    for number, item in enumerate(items):
        if number and carried and not _OF.match(item):
            made.append(f"{carried} of {item}")
        else:
            made.extend(_one(item))
    return made


def _one_name(phrase: str, items: list[str]) -> bool:
    """ "Track and trace page" is one name: a bare verb before "and" is no thing by itself."""
    first = _LEADING.sub("", items[0]).casefold()
    form = FORMS.get(first)
    if not form or form[1] != "base" or not _TWO.search(phrase):
        return False
    return first not in NOUN_VERBS or len(items[1].split()) in (2, 3)


def _split(phrase: str) -> list[str]:
    """Split at commas and "and", but not inside a pair that is one thing ("research and development")."""
    kept = [(match.start(), match.end()) for match in _TOGETHER.finditer(phrase)]
    items, begin = [], 0
    for match in _SEPARATOR.finditer(phrase):
        if any(start < match.start() and match.end() <= end for start, end in kept):
            continue
        items.append(phrase[begin : match.start()])
        begin = match.end()
    items.append(phrase[begin:])
    return [item.strip() for item in items if item.strip(_EDGES)]


def _without_act(items: list[str]) -> list[str]:
    """Items without a gerund that stands before them all ("managing servers, networks and laptops")."""
    first = items[0].split()
    if is_acting_gerund(first):
        return [" ".join(first[1:]), *items[1:]]
    return items


def _shared_ending(items: list[str]) -> list[str]:
    """Items that share the last one's noun ("reliable, secure and efficient IT systems"), or whose adjectives come after it."""
    last = items[-1].split()
    front = items[:-1]
    if _adjective(last[0]) and len(last) > 1 and all(len(item.split()) == 1 and _adjective(item) for item in front):
        noun = " ".join(last[1:])
        return [noun, *(f"{item} {noun}" for item in front), items[-1]]
    first = items[0].split()
    if len(first) > 1 and _adjective(first[-1]) and all(len(item.split()) == 1 and _adjective(item) for item in items[1:]):
        noun = " ".join(first[:-1])
        return [noun, *(f"{adjective} {noun}" for adjective in [first[-1], *items[1:]])]
    head = last[-1]
    if len(last) > 1 and head.casefold() in GENERIC_HEADS:
        made: list[str] = []
        for item in front:
            bare = len(item.split()) == 1 and item.islower() and not item.endswith("s")
            made.extend([f"{item} {head}"] if bare else _one(item))
        return [*made, *_one(items[-1])]
    return []


def _adjective(word: str) -> bool:
    word = word.casefold()
    return word in _MORE_ADJECTIVES or bool(_ADJECTIVE.search(word) and word not in _NO_ADJECTIVE)


def _one(item: str) -> list[str]:
    """One thing: without its verb, and also without a loose adjective."""
    item = _LEADING.sub("", item.strip(_EDGES))
    words = item.split()
    if is_acting_gerund(words):
        act = ACTS.get(FORMS[words[0].casefold()][0])
        if act:
            return [acted(item.split(maxsplit=1)[1], act)]
        return _listed(" ".join(words[1:]))
    light = _LIGHT_OF.match(item)
    if light and light.end() < len(item):
        return _one(item[light.end() :])
    loose = _LOOSE.match(item)
    if loose and len(item[loose.end() :].split()) > 1:
        return [item, item[loose.end() :]]
    return [item]


def acted(thing: str, act: str) -> str:
    """The name of an act on a thing: "AI implementation", "evaluation of vendor solutions"."""
    thing = tidy(thing) or thing
    short = len(thing.split()) == 1 and not (thing.islower() and thing.endswith("s"))
    return f"{thing} {act}" if short else f"{act} of {thing}"
