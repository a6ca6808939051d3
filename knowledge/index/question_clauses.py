"""A message to the clauses it says things in: without Slack's markup, greetings and what is named only to compare with.

Knows punctuation and the little words that part clauses; what a clause asks is for `question` to see.
"""

from __future__ import annotations

import re

# "… at companies like X": others, named only to compare with
_EXAMPLES = re.compile(
    r"\b(?:at|in|of|by) (?:companies|firms|businesses|brands|vendors|places) (?:like|such as) [\w .,&-]+?"
    r"(?=[:?!]|$| (?:rely|use|have|do)\b)"
)
# "a customer whose card was refused": told of somebody, and no asking
_RELATIVE = re.compile(
    r"\b((?:an?|the|some|every|each|another|any|one|my|our) (?:[\w-]+ ){0,2}"
    r"(?!(?:is|was|are|be|know|knows|sure|wonder|wondering|ask|asks|about|of|on|and|or|but|question|matter|idea|clue)\b)[\w-]+) whose\b",
    re.I,
)
# "who owns gift cards, is it the payments people?": what is guessed is no topic
_GUESS = re.compile(
    r"(?<=\w)[,?.]?\s+(?:or )?(?:is|isn['’]t|would|wouldn['’]t) (?:it|that)(?: be)? (?:still |also )?(?:the |some of the )?"
    r"[\w&-]+(?: [\w&-]+){0,2} (?:people|folks|guys|lot|crowd|lads)\s*\?+\s*$",
    re.I,
)
# "who owns the branch network so my manager can escalate?": what for is no topic
_PURPOSE = re.compile(
    r",?\s+so (?:that )?(?:i|we|you|he|she|they|it|(?:my|our|the) \w+) (?:can|could|know|knows|will|would|might|may)\b[^.?!,;\n]*", re.I
)
_NOT_THOSE = re.compile(r"\(\s*(?:and |but )?not (?:the |those |our |that )[^()\n]{1,60}\)", re.I)  # "(not the PowerPoint ones)"
# what is set against the topic is none: "not the form, the actual check", "I don't mean clearing it up", "the UK rather than the EU"
_CONTRAST = re.compile(
    r"[,;?–-]\s*(?:and |but )?not (?:the|those|our) (?!\w+ who\b)[^,.;?!\n()]{1,50}(?=[,.;?!]|$)"
    r"|\bi do(?:n['’]?t| not) mean [^.?!\n]{1,80}"
    r"|\s(?:rather than|as opposed to) (?:the |our |those )?[\w-]+(?: [\w-]+){0,2}(?=\s*[,.;?!]|$)",
    re.I,
)
# "a nurse who says that the alarm is off": what somebody says is no question
_SOMEBODY_WHO = re.compile(
    r"\b((?:an?|the|some|my|our|this|that|one|another) (?:[\w'’-]+ ){1,5})who (?=(?:says?|said|tells?|told|wants?|wanted|asks?|asked|"
    r"claims?|claimed|thinks?|needs?|insists?|complains?|complained|called|rang|phoned|wrote|emailed)\b)",
    re.I,
)
_GREETING = re.compile(
    r"^\s*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|morning|hiya)"
    r"(?: (?!who|can|could|do|does|is|what)[a-z']+){0,3}\s*[,!.]",
    re.I,
)
_MARKUP = (
    (_GREETING, " "),
    (re.compile(r"```.*?```", re.S), " "),
    (re.compile(r"<(?:@[UWB]|!subteam\^|![a-z])[^>]*>"), " "),
    (re.compile(r"<#C[^|>]*\|([^>]*)>"), r" \1 "),
    (re.compile(r"<#C[^>]*>"), " "),
    (re.compile(r"<(?:https?|mailto):[^|>]*\|([^>]*)>"), r" \1 "),
    (re.compile(r"<(?:https?|mailto)[^>]*>|https?://\S+"), " "),
    (re.compile(r"(?<!\w):[a-z0-9_+'-]+:(?!\w)"), " "),
    (re.compile(r"&(?:lt|gt);"), " "),
    (re.compile(r"&amp;"), "&"),
    (_EXAMPLES, " "),
    (_GUESS, "?"),
    (_PURPOSE, ""),
    (_NOT_THOSE, " "),
    (_CONTRAST, " "),
    (_SOMEBODY_WHO, r"\1that "),
    (_RELATIVE, r"\1 its"),
)
_BLANKS = ((re.compile(r"[^\S\n]+"), " "), (re.compile(r" ?\n[ \n]*"), "\n"))  # a pattern that meets a long run of them tries every start
_SENTENCE = re.compile(r"(?<=[.?!])[\s\"')]+|[\n;]+|\s[-–—]+\s|(?<=\w):\s|…+\s?")
_CLAUSE = re.compile(
    r"(?:,|\s-|\s–)?\s+(?:and |or |but |so |then |now |anyway )?(?=(?:who|whos|who's|whose|which (?:exec|of the two|chief|team|role))\b)",
    re.I,
)


def clean(text: str) -> str:
    """The text without Slack's markup, links, emoji and code blocks; a run of blanks is one."""
    for pattern, replacement in (*_BLANKS, *_MARKUP):
        text = pattern.sub(replacement, text)
    text = text.replace("*", " ").replace("`", " ").replace("~", " ").replace("_", " ")
    for pattern, replacement in _BLANKS:
        text = pattern.sub(replacement, text)
    return text


def split(text: str) -> list[str]:
    """The clauses of a text: sentences, and within them what stands before a "who" that a comma sets off."""
    parts: list[str] = []
    for sentence in _SENTENCE.split(text):
        parts.extend(_CLAUSE.split(sentence))
    return [part.strip(" ,") for part in parts if part and part.strip(" ,")]
