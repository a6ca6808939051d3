"""What the fields of an entry in a structured file are for, told by their keys: the thing, its owner, its backup."""

from __future__ import annotations

import re
from collections.abc import Callable

from knowledge.claims.english.verbs import wordlist
from knowledge.documents.model import Node
from knowledge.types import Tie


def _spelt(words: str) -> tuple[str, ...]:
    """Keys in the ways in which they are written: "owned_by", "owned by", "owned-by", "ownedby"."""
    return tuple(dict.fromkeys(key.replace("_", gap) for key in words.split() for gap in ("_", " ", "-", "")))


NAMES = _spelt("name title area topic feature service component system application app product capability process id key what")
_NO_THINGS = ("name", "title", "id", "key")  # may as well be of a person or a team
_THINGS = _spelt(
    "thing item subject task activity domain asset function module tool matter work job duty responsibility decision project platform "
    "dataset for"
)
OWNERS = _spelt(
    "owner owners owned_by owning_team accountable dri decider approver team teams squad group lead steward maintainer maintainers "
    "responsible driver"
)
WHO = _spelt(
    "who whose whom owner_name owner_team team_name accountable_team accountable_person accountable_party responsible_team "
    "responsible_person responsible_party person_responsible person_in_charge in_charge assignee assigned_to managed_by run_by "
    "maintained_by handled_by led_by held_by looked_after_by belongs_to keeper custodian caretaker ask by"
)
_PARTIES = frozenset(_spelt("department dept unit office division role person manager contact_person point_of_contact poc contact"))
_OWNERS, _WHO = frozenset(OWNERS), frozenset(WHO)
BACKUPS = re.compile(
    r"^(?!covers$)(?:back_?up|deputy|deputies|stand_?in|secondary|second|substitute|cover|alternate|understudy)(?:_\w+)?s?$"
)
OWNED = _spelt(
    "owns areas topics responsibilities responsible_for scope services features systems products applications apps domains components "
    "remit things accountable_for capabilities processes answers_for in_charge_of looks_after takes_care_of responsible_areas "
    "what_we_own what_they_own owned_areas owned_things duties mandate"
)
HOLDER = ("holder", "held by", "held_by", "incumbent", "postholder")  # the person in a post
ALSO = (
    "aliases", "alias", "also", "aka", "also_known_as", "synonyms", "keywords", "includes", "examples", "subareas", "sub_areas",
    "children_names", "items", "parts", "contains", "covers", "subtopics", "sub_topics",
)  # fmt: skip
CONTACT = ("slack", "slack_channel", "channel", "contact", "email", "chat", "slackchannel")
NOTE = ("note", "notes", "caveat", "comment", "remarks", "comments")
DESCRIBED = ("description", "summary", "purpose", "about")
INVOLVED = {
    "consulted": Tie.CONSULTED,
    "contributors": Tie.CONSULTED,
    "contributor": Tie.CONSULTED,
    "informed": Tie.INFORMED,
    "responsible": Tie.RESPONSIBLE,
    "driver": Tie.RESPONSIBLE,
    "backup": Tie.RESPONSIBLE,
    "deputy": Tie.RESPONSIBLE,
    "deputies": Tie.RESPONSIBLE,
    "technical_owner": Tie.RESPONSIBLE,
    "lead": Tie.RESPONSIBLE,
}
DESCRIBING = (*NAMES, *OWNERS, *WHO, *CONTACT, *NOTE, *ALSO, *INVOLVED)  # keys that tell of the entry that they stand in
ONE_OWNER = ("owner", "owned_by", "owned by", "ownedby", "owning_team", "owningteam", "accountable", "dri", "steward", "maintainer")
PARTY = ("team", "name", "title", "group", "squad", "role", "id", "email")  # of an owner that is itself a mapping
DIRECTORY = ("teams", "roles", "owners", "squads", "groups", "people", "departments", "parties")
WRAPPERS = ("metadata", "spec")  # where catalogues of services keep the fields of an entry
OWNERSHIP = re.compile(
    r"^(?:owners?|ownership|owned[ _]by|who[ _]owns[ _]what|assignments|responsible|areas|topics|services"
    r"|features|systems|applications|components|domains)$"
)
OF_OWNERS = re.compile(  # keys below which, however deep, words are owners of the keys that they stand behind
    r"^(?:(?:.+[ _-])?(?:owners?|ownership|owned[ _-]by|accountability|accountabilities|accountable|responsibility|responsibilities|"
    r"responsible|remits?|stewardship)|who[ _-](?:owns|does)[ _-]what|raci|dris?)(?:[ _-](?:map|matrix|registry|register|list))?$"
)
ABOUT = wordlist(  # keys that describe an entry or the file, and are no things
    """version versions title subtitle author authors approved approved_by reviewed reviewed_by updated updated_by last_updated
    last_reviewed date created description summary status tier type kind category lifecycle criticality priority classification url link
    links docs documentation repo repository language region location timezone format schema apiversion company organisation organization
    valid_from since until tags labels phone"""
)


def said_by(key: str) -> str:
    """A key for comparing: small letters, underscores between words."""
    return re.sub(r"[\s-]+", "_", key.strip().casefold())


def party_of(node: Node) -> Node | None:
    """The post, department or person that an entry is about, where it is one that owns things."""
    return _first(node, _PARTIES)


def is_words(value: Node) -> bool:
    """A word, or a list of nothing but words."""
    return value.kind == "scalar" or (value.kind == "list" and all(item.kind == "scalar" for item in value.items))


def describes(key: Node) -> bool:
    """Whether what stands behind a key tells of the entry around it, and the key is no thing."""
    name = key.value.casefold()
    return name in DESCRIBING or said_by(name) in ABOUT


def name_of(node: Node, loosely: bool = True) -> Node | None:
    """The name of the thing that an entry is about; None where no field gives it. `loosely`: by any key that things are named by."""
    fields = {key.value.casefold(): value for key, value in reversed(node.fields) if value.kind == "scalar"}
    return next((fields[key] for key in (*NAMES, *(_THINGS if loosely else ())) if key in fields), None)


def owner_of(node: Node, names_owner: Callable[[str], bool] | None = None) -> Node | None:
    """The owner that an entry gives, by the most telling key. With `names_owner` also a department or contact that is said of a thing.

    `names_owner` tells whether words are a name, as "#channel" and addresses are not.
    """
    told = _first(node, _OWNERS) or _first(node, _WHO)
    if told is not None or names_owner is None or node.get(*_NO_THINGS) is not None or name_of(node) is None:
        return told
    party = _first(node, _PARTIES)
    return party if party is not None and all(names_owner(scalar.value) for scalar in party.scalars()) else None


def _first(node: Node, keys: frozenset[str]) -> Node | None:
    """The first field by one of these keys, or by its plural ("units")."""
    return next((value for key, value in node.fields if {key.value.casefold(), key.value.casefold().removesuffix("s")} & keys), None)


def flat(node: Node) -> Node:
    """The entry with the fields of its `metadata` and `spec`, as catalogues of services nest them."""
    inner = [pair for key, value in node.fields if key.value.casefold() in WRAPPERS and value.kind == "mapping" for pair in value.fields]
    return Node(node.line, fields=(*node.fields, *inner), kind="mapping") if inner else node
