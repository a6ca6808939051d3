"""What names of roles and teams look like ("Head of Data", "Search Team", "@org/web"). Only shapes; no name is known beforehand."""

from __future__ import annotations

import re

SENIOR = r"Chief|Head|Director|VP|SVP|EVP|Vice President|President|Lead"
KINDS = (
    r"Team|Teams|Squad|Guild|Tribe|Chapter|Crew|Department|Dept|Division|Office|Committee|Board|Council|Group|Unit|Desk|Forum|"
    r"Task Force|Taskforce|Working Group|Pod"
)
POSTS = (
    r"Officer|Manager|Director|Lead|Leader|Owner|Coordinator|Administrator|Controller|Counsel|Architect|Steward|Engineer|Analyst|"
    r"Secretary|Supervisor|Superintendent|Treasurer|Registrar|Bursar|Librarian|Partner|Specialist|Representative|Dean|Provost|Principal|"
    r"Chair|Adviser|Advisor|Auditor|Accountant|Bookkeeper|Buyer|Clerk|Curator|Producer|Scientist|Technician|Surveyor|Foreman|"
    r"Forewoman|Master|Captain|Warden|Marshal|Chef|Nurse|Matron|Physician|Surgeon|Pharmacist|Agronomist|Geologist|Underwriter|Trainer"
)
WORD = r"[A-Z][\w&/-]*(?:'[A-Z]\w*)?"
ROLE = re.compile(
    rf"(?:(?<![\w-])C[A-Z]{{1,3}}O(?=s?(?![\w-])))"
    rf"|(?:\b(?:{SENIOR})\s+of\s+(?:the\s+)?{WORD}(?:\s+(?:(?:and|&)\s+(?!(?:{SENIOR}|Team)\b))?{WORD}){{0,3}})"
    rf"|(?:\bChief(?:\s+{WORD}){{0,3}}\s+Officer\b)"
    rf"|(?:\b(?:S|E)?VP\s+{WORD}(?:\s+{WORD}){{0,2}})"
    rf"|(?:\b(?:Team|Squad|Crew|Unit)\s+(?:{WORD}|\d{{1,4}}\b)(?:\s+(?:{WORD}|\d{{1,4}}\b(?!%))){{0,2}})"
    rf"|(?:(?<![\w-])(?!The\b|Our\b|Each\b|Every\b|Your\b|No\b|A\b|This\b|What\b|How\b){WORD}"
    rf"(?:\s+(?!(?:{KINDS}|{POSTS})\s+(?:and|&)\b)(?:(?:and|&)\s+)?{WORD}){{0,3}}\s+(?:{KINDS}|{POSTS})\b)"
    rf"|(?:\b(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof)\.?\s+{WORD}(?:\s+{WORD})?)"
    rf"|(?:(?<!\w)@[\w-]+(?:/[\w-]+)?)|(?:\b(?:team|group|user):[\w/-]+)"
)
RANKED = re.compile(  # a rank before what it is of
    rf"(?:(?:Deputy|Associate|Assistant|Senior|Executive|Managing|Vice|Regional|General) )*"
    rf"(?:Chief|Head|Director|Dean|President|VP|SVP|EVP|Manager|Lead|Partner|Officer), {WORD}(?: (?:(?:and|&) )?{WORD}){{0,3}}"
)
POST_NAME = re.compile(rf"\b(?:{POSTS})$")  # "Password Manager" may be a thing: only a strong verb makes it an owner
KIND_NAME = re.compile(r"\b(?:Team|Squad|Group|Department|Office)$")  # as a header it may be the kind of owner in its cells
_NOT_A_ROLE = re.compile(
    r"^(?:the|our|your|each|every|any|no|a|an|this|that|these|what|how|who|responsible|accountable|shared|contact|business|technical|"
    r"product owner team|scrum team)$|^(?:project|product|executive|management|working|support|user"
    r"|customer|help) (?:group|board|team members)$",
    re.IGNORECASE,
)
_SMALL = re.compile(r"\b(?:Of|And|The)\b")
A_TEAM = re.compile(rf"\w\s+(?:{KINDS})$", re.IGNORECASE)


def looks_like_role(text: str) -> bool:
    """Whether the whole text is a name of the kind that roles and teams have ("Head of Data", "SEARCH TEAM", "@org/web")."""
    text = re.sub(r"(?<=\w)['’]s(?= )", "s", text.strip())  # "Children's Librarian"
    if text.isupper() and " " in text:
        text = _SMALL.sub(lambda word: word[0].lower(), text.title())
    match = ROLE.fullmatch(text)
    return bool(match) and not _NOT_A_ROLE.match(text)


def kind_of(name: str) -> str:
    """role, team, person or group, by the look of a name."""
    if re.match(r"^(?:@|group:|user:)", name):
        return "group" if not name.startswith("user:") else "person"
    if re.search(rf"\b(?:{KINDS})\b", name, re.IGNORECASE) or name.startswith("team:"):
        return "team"
    return "role"
