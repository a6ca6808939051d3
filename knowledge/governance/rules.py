"""Who may do what with a dispute, and the sentence for whoever may not. Pure: reads no database and asks nobody.

A refusal names nobody in its sentence; the users and groups who may are in `NotAllowed.allowed`, for the surface to write as names,
and where nobody may, those who can change that are in `NotAllowed.admins`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from knowledge.errors import AlreadySettled, InvalidRequest, NotAllowed
from knowledge.types import Directory, DisputeState, Settings

LONGEST_TEXT = 3000  # characters; Slack's own limit of a text input, reference/slack limits of `plain_text_input`
LONGEST_TOPIC = 300  # characters; a topic is a name, and has to fit in a heading and in an index
MOST_OWNERS = 10  # owners named together; more than that is nobody


@dataclass(frozen=True, slots=True)
class People:
    """Who is who in one workspace: its settings and what was last learnt from Slack."""

    settings: Settings = field(default_factory=Settings)
    directory: Directory = field(default_factory=Directory)

    def expand(self, names: Iterable[str]) -> tuple[str, ...]:
        """Users for users and user groups, each once, in the order named; a group Slack told nothing about gives nobody."""
        users: dict[str, None] = {}
        for name in names:
            members = self.directory.groups.get(name, ()) if name.startswith("S") else (name,)
            users.update(dict.fromkeys(member for member in members if member))
        return tuple(users)

    def holders(self, owners: Iterable[str]) -> tuple[str, ...]:
        """The users who hold any of these owner roles today, members of a holding user group included."""
        wanted = {owner.casefold() for owner in owners}
        return self.expand(holder for owner, holder in self.settings.holders.items() if owner.casefold() in wanted)

    def general_deciders(self) -> tuple[str, ...]:
        """The deciders of the settings; the workspace's admins where none are set or those set lead to nobody."""
        return self.expand(self.settings.deciders) or tuple(self.directory.admins)


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules need to know of a dispute. `ruled_by` is who decided it before it was reopened or settled, "" for nobody."""

    number: int
    state: DisputeState
    raised_by: str
    present: tuple[str, ...]
    proposed: tuple[str, ...]  # by the raiser and by every objection that joined
    objectors: tuple[str, ...] = ()  # whose objections joined as views
    ruled: tuple[str, ...] = ()  # the owners of its decision
    ruling: tuple[str, ...] = ()  # the owners that a ruling under way names
    ruled_by: str = ""
    reopened_by: str = ""  # who reopened it, where it is open again; "" otherwise

    @property
    def owners(self) -> tuple[str, ...]:
        """Every owner named on any side or in the ruling before, each once."""
        return tuple(dict.fromkeys(self.present + self.proposed + self.ruled))


def parties(case: Case, people: People) -> tuple[str, ...]:
    """Who cannot rule: raiser, joined objectors, whoever reopened it, and the holders of every owner role in it or in the ruling.

    A decider who reopens the own ruling, because its review date came, takes no side by that and may rule again.
    """
    reopener = "" if case.reopened_by == case.ruled_by else case.reopened_by
    users = (case.raised_by, *case.objectors, reopener, *people.holders(case.owners + case.ruling))
    return tuple(dict.fromkeys(user for user in users if user))


def bench(case: Case, people: People) -> tuple[str, ...]:
    """Everybody from whom the ruling may come, parties included: the neutral decider of the pair of owners, else the deciders."""
    neutral = _neutral(case, people)
    against = set(parties(case, people))
    return neutral if any(user not in against for user in neutral) else people.general_deciders()


def deciders(case: Case, people: People) -> tuple[str, ...]:
    """Who may rule on this dispute; a single decider who is a party is named too, since nobody else can."""
    everybody = bench(case, people)
    against = set(parties(case, people))
    impartial = tuple(user for user in everybody if user not in against)
    return impartial or (everybody if len(everybody) == 1 else ())


def may_decide(case: Case, people: People, actor: str, *, alone: bool, owners: Iterable[str] = ()) -> bool:
    """Whether the ruling is one of a party as the only decider (True) or an ordinary one (False); NotAllowed otherwise.

    `owners` are those the ruling names: whoever holds one of them is a party to it. `alone` is what the person said in the modal: "I am
    the only decider and rule although I am a party"; InvalidRequest where it has to be said and was not.
    """
    _open(case)
    at_stake = replace(case, ruling=tuple(owners))
    entitled = deciders(at_stake, people)
    if actor not in entitled:
        raise NotAllowed(_refusal(at_stake, people, actor), entitled, () if entitled else people.directory.admins)
    if actor not in parties(at_stake, people):
        return False
    if not alone:
        raise InvalidRequest("You are a party to this dispute and also the only decider. You may rule if you tick that you do.", "alone")
    return True


def may_be_alone(case: Case, people: People, actor: str) -> bool:
    """Whether the ruling could be one of a party as the only decider, now or for some owner, so that the form has to offer to say so."""
    return bench(case, people) == (actor,) and (actor in parties(case, people) or actor in people.holders(people.settings.holders))


def may_view(case: Case, actor: str) -> None:
    """Anybody of the workspace may argue while the dispute is open; AlreadySettled afterwards."""
    _somebody(actor)
    _open(case)


def may_withdraw(case: Case, actor: str) -> None:
    """The raiser may take the objection back, and of a reopened dispute whoever reopened it; NotAllowed for everybody else."""
    _open(case)
    entitled = case.reopened_by or case.raised_by
    if actor != entitled:
        what = "reopened" if case.reopened_by else "raised"
        raise NotAllowed(f"Only the person who {what} this dispute can withdraw it. You can add your view instead.", (entitled,))


def reopeners(case: Case, people: People) -> tuple[str, ...]:
    """Who may reopen a decided dispute: whoever objected, the holders of every owner named in it or in its ruling, and who ruled."""
    users = (case.raised_by, *case.objectors, *people.holders(case.owners), case.ruled_by)
    return tuple(dict.fromkeys(user for user in users if user))


def may_reopen(case: Case, people: People, actor: str) -> None:
    """A party may reopen what was decided; NotAllowed for others, AlreadySettled for a dispute that is not decided."""
    if case.state is DisputeState.OPEN:
        raise AlreadySettled(f"Dispute #{case.number} is open already. You can add your view.")
    if case.state is DisputeState.WITHDRAWN:
        raise AlreadySettled(f"Dispute #{case.number} was withdrawn, so there is no ruling to reopen. You can raise a new dispute.")
    entitled = reopeners(case, people)
    if actor not in entitled:
        raise NotAllowed("Only a party can reopen this dispute: who raised it, who holds an owner role in it, or who ruled.", entitled)


def may_raise(actor: str) -> None:
    """Anybody who has a name may object."""
    _somebody(actor)


def owners_named(owners: Iterable[str], field_name: str = "owners") -> tuple[str, ...]:
    """Owner names without blanks and repetitions, in order; InvalidRequest for too many or too long ones."""
    named = tuple(dict.fromkeys(name for name in (worded(owner, field_name, LONGEST_TOPIC, required=False) for owner in owners) if name))
    if len(named) > MOST_OWNERS:
        raise InvalidRequest(f"Name at most {MOST_OWNERS} owners.", field_name)
    return named


def storable(text: str) -> str:
    """The text without NUL, which PostgreSQL refuses, and with "?" for halves of characters, which neither database can hold."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def worded(text: str, field_name: str, longest: int = LONGEST_TEXT, *, required: bool = True) -> str:
    """What a person typed, fit to be stored (see `storable`), without blanks around it.

    InvalidRequest, naming the field, when nothing is left of a required text or when it is longer than `longest` characters.
    """
    stripped = storable(text).strip()
    if required and not stripped:
        raise InvalidRequest("Please write something here.", field_name)
    if len(stripped) > longest:
        raise InvalidRequest(f"Please keep this to {longest} characters; it has {len(stripped)}.", field_name)
    return stripped


def _neutral(case: Case, people: People) -> tuple[str, ...]:
    named = {owner.casefold() for owner in case.owners}
    return people.expand(who for one, other, who in people.settings.neutral if {one.casefold(), other.casefold()} <= named)


def _refusal(case: Case, people: People, actor: str) -> str:
    """Why this person may not rule, for whom the rule is, and what to do where nobody can."""
    everybody = bench(case, people)
    side = _side(case, people, actor)
    if side and actor in (*everybody, *_neutral(case, people), *people.general_deciders()):
        closing = "." if deciders(case, people) else f". {_nobody(case, everybody)}"
        return f"{side}, so the ruling has to come from somebody who is not a party to this dispute{closing}"
    if not deciders(case, people):
        return _nobody(case, everybody)
    if actor in people.general_deciders():
        return "A neutral decider is named for disputes between these owners, so the ruling has to come from there."
    return "Only a decider can rule on this dispute, so that the ruling does not come from whoever clicks first."


def _side(case: Case, people: People, actor: str) -> str:
    """By what this person is a party, as the opening of a sentence; "" for whoever is none."""
    held = [owner for owner in dict.fromkeys(case.owners + case.ruling) if actor in people.holders((owner,))]
    sides = (
        (actor == case.raised_by, "You raised this dispute"),
        (actor in case.objectors, "You objected in this dispute too"),
        (bool(held), f"You hold {' and '.join(held)}"),
        (actor in parties(case, people), "You reopened this dispute"),
    )
    return next((words for true, words in sides if true), "")


def _open(case: Case) -> None:
    if case.state is not DisputeState.OPEN:
        raise AlreadySettled(f"Dispute #{case.number} is settled already.")


def _somebody(actor: str) -> None:
    if not actor:
        raise NotAllowed("Remit has to know who you are to do this. Please do it from your Slack workspace.")


def _nobody(case: Case, everybody: tuple[str, ...]) -> str:
    if everybody:
        return f"Every decider is a party to dispute #{case.number}; an admin can name one who is not, in Remit's settings."
    return "Nobody is named as a decider yet; an admin can name one in Remit's settings."
