"""An answer as Slack shows it: the sentence, the line it rests on, the standing, the buttons. Pure: decides nothing about owners.

The order is the product's: the first line is the whole answer, then the quoted line with charter, section and line, then the standing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers import ids, mrkdwn
from handlers.blocks import sentences
from handlers.blocks.elements import Block, actions, button, context, divider, menu, option, section, text_of
from handlers.people import Namer
from handlers.subject import subject_of
from knowledge.types import Answer, Evidence, Listing, Standing, Tie

PROPOSE = "Propose an owner"
MOST_EVIDENCE = 3
QUOTES_BUDGET = 2700
"""Characters for all quoted lines of an answer together."""
SMALL_PRINT = 700
"""Characters for what stands under one of them; what does not fit is left out."""
MOST_PARTS = 4
"""Eight blocks at most for each, so that the whole stays under Slack's 50."""
MOST_LISTED = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """Where an answer is shown: `share` offers Share (private answers only), `who` names people as that place allows.

    `held` are the owner roles of its one reader, who is offered to say "not ours".
    """

    who: Namer = mrkdwn.person
    team: str = ""
    share: bool = False
    buttons: bool = True
    held: frozenset[str] = frozenset()


def answer_message(answer: Answer, shown: Shown, below: str = "") -> tuple[str, list[Block]]:
    """The top-level text and the blocks. `below` is a line of ours about the answer, such as who shared it; the answer comes first."""
    first, *others = _words(answer, shown)
    blocks = _parts(answer, shown) if answer.parts else _single(answer, shown, shown.share)
    return text_of(first, below, *others), [*blocks, *([context(below)] if below else [])]


def answer_blocks(answer: Answer, shown: Shown) -> list[Block]:
    """The blocks alone, for a modal."""
    return answer_message(answer, shown)[1]


def _parts(answer: Answer, shown: Shown) -> list[Block]:
    blocks: list[Block] = []
    for part in answer.parts[:MOST_PARTS]:
        blocks += [*([divider()] if blocks else []), *_single(part, shown, False, _asked(part))]
    if len(answer.parts) > MOST_PARTS:
        blocks.append(context(f"The question names {len(answer.parts)} topics; ask for the others one by one."))
    if shown.buttons and shown.share:
        blocks += actions([_share(answer.question)])
    return blocks


def _asked(part: Answer) -> str:
    """The part of a question that one of its answers is about, in words that lead to the same answer."""
    return f"{part.topic}: {part.decision.scope}" if part.decision and part.decision.scope else part.topic


def _single(answer: Answer, shown: Shown, share: bool, about: str = "") -> list[Block]:
    if answer.listing is not None:
        blocks = _listing(answer, answer.listing)
    else:
        blocks = [section(_opening(answer, mrkdwn.bold))]
        blocks += _objection(answer, shown) + _decision(answer, shown) + _inference(answer) + _evidence(answer) + _nearest(answer)
        blocks.append(context(_standing(answer, shown)))
    mine = not shown.held.isdisjoint(answer.owners)
    return blocks + (_buttons(answer, share, about or answer.question or answer.topic, mine=mine) if shown.buttons else [])


def _opening(answer: Answer, strong: sentences.Strong) -> str:
    note = "" if answer.dispute else mrkdwn.literal(answer.note, 400)  # of a dispute the sentence tells itself
    return f"{sentences.headline(answer, strong)}\n{note}" if note else sentences.headline(answer, strong)


def _objection(answer: Answer, shown: Shown) -> list[Block]:
    return [section(sentences.objection(answer.dispute, shown.who, mrkdwn.bold))] if answer.dispute else []


def _decision(answer: Answer, shown: Shown) -> list[Block]:
    if answer.decision is None:
        return []
    lines = [sentences.ruling(answer.decision, shown.who, shown.team), sentences.limits(answer.decision)]
    says = "What the charter says:" if answer.evidence else "The charters say nothing about it."
    return [section("\n".join(line for line in (*lines, says) if line))]


def _inference(answer: Answer) -> list[Block]:
    return [section(f"How I got there: {sentences.chain(answer)}.")] if answer.chain else []


def _evidence(answer: Answer) -> list[Block]:
    blocks: list[Block] = []
    for piece in answer.evidence[:MOST_EVIDENCE]:
        # Whom a line names is plain where it is the whole of whom the first sentence names.
        unlike = answer.standing is Standing.CONTESTED or set(piece.owners) != set(answer.owners)
        blocks += evidence_blocks(piece, name_owners=unlike, longest=min(1500, QUOTES_BUDGET // len(answer.evidence[:MOST_EVIDENCE])))
    if len(answer.evidence) > MOST_EVIDENCE:
        blocks.append(context(f"{sentences.counted(len(answer.evidence) - MOST_EVIDENCE, 'more line')} on this in the charters."))
    return blocks


def evidence_blocks(piece: Evidence, *, name_owners: bool, longest: int = 600) -> list[Block]:
    """One quoted line, its matched words in bold, and where it stands; with the owners it names where that is not plain already."""
    owners = f"names {sentences.names(piece.owners, mrkdwn.bold)}" if name_owners and piece.owners else ""
    small = [sentences.source(piece)]
    for words in (owners, sentences.involved(piece), mrkdwn.literal(piece.note, 300)):
        if words and sum(map(mrkdwn.size, (*small, words))) <= SMALL_PRINT:
            small.append(words)
    return [section(mrkdwn.quoted_words(sentences.quote(piece), piece.matched, longest)), context(*small)]


def _nearest(answer: Answer) -> list[Block]:
    if answer.standing is not Standing.UNKNOWN:
        return []
    if not sentences.asks_for_an_owner(answer):
        return [section("Name the thing you ask about, as in `/whoowns Workday integration`; `/whoowns help` shows more.")]
    if not answer.suggestions:
        return [section("If you know who it is, propose an owner: the deciders rule, and the next question has its answer.")]
    near = " · ".join(mrkdwn.bold(topic, 120) for topic in answer.suggestions[:5])
    return [section(f"The nearest topics I know: {near}.\nIf none of them is meant and you know the owner, propose one.")]


def _standing(answer: Answer, shown: Shown) -> str:
    words = sentences.STANDINGS[answer.standing]
    return f"{words} See {sentences.dispute_name(answer.dispute, shown.team)}." if answer.dispute else words


def _buttons(answer: Answer, share: bool, about: str, *, mine: bool) -> list[Block]:
    """`about` is what a click is about: the question, or the one topic of it that this part answers. `mine`: the reader holds an owner."""
    if not sentences.asks_for_an_owner(answer):
        return []
    row = [_share(answer.question)] if share else []
    if answer.listing is None and answer.tie is Tie.ACCOUNTABLE:
        label = PROPOSE if answer.standing is Standing.UNKNOWN else "Dispute"
        row.append(button(label, ids.ANSWER_DISPUTE, about))
        if mine:
            row.append(button("Not ours", ids.ANSWER_NOT_OURS, about))
        if answer.owners:
            row.append(button("Ask the owner", ids.ANSWER_ASK_OWNER, about))
    if answer.suggestions:
        row.append(menu("Not what I meant", ids.ANSWER_NEAREST, _meant(answer)))
    return actions(row)


def _meant(answer: Answer) -> list[Block]:
    """The nearest topics, and the choice to say that the words are another name for one of them."""
    topics = dict.fromkeys(mrkdwn.plain(topic, ids.MAX_OPTION_VALUE) for topic in answer.suggestions[:5])
    options = [option(topic, topic) for topic in topics]
    name = mrkdwn.plain_block(subject_of(answer.question), 100)
    if name and answer.standing in (Standing.UNKNOWN, Standing.INFERRED):
        options.append(option(f"“{mrkdwn.plain(name, 30)}” is another name for …", ids.OTHER_NAME + name))
    return options


def _share(question: str) -> Block:
    return button("Share", ids.ANSWER_SHARE, question)


def _listing(answer: Answer, listing: Listing) -> list[Block]:
    blocks = [section(_opening(answer, mrkdwn.bold))]
    alone = sentences.owned_alone(listing)
    everything = list(zip(listing.topics, listing.owned, strict=True))
    blocks += [section(chunk) for chunk in listed_topics(alone or everything)]
    if alone and listing.shared:
        shared = ", ".join(mrkdwn.literal(topic, 100) for topic in listing.shared[:20])
        more = f" and {len(listing.shared) - 20} more" if len(listing.shared) > 20 else ""
        blocks.append(section(f"Shared with others: {shared}{more}."))
    if len(alone or everything) > MOST_LISTED:
        blocks.append(context(f"The first {MOST_LISTED} of {len(alone or everything):,}; ask about any topic to see its line."))
    return blocks


def listed_topics(topics: Sequence[tuple[str, Evidence]]) -> list[str]:
    """The topics as lines with their places, in pieces that fit into one section each."""
    chunks = [""]
    for topic, piece in topics[:MOST_LISTED]:
        line = f"• {mrkdwn.literal(topic, 160)}  ({mrkdwn.literal(piece.charter, 60)}, line {piece.line})"
        if mrkdwn.size(chunks[-1]) + mrkdwn.size(line) > 2800:
            chunks.append("")
        chunks[-1] += line + "\n"
    return [chunk.rstrip("\n") for chunk in chunks if chunk]


def _words(answer: Answer, shown: Shown) -> list[str]:
    """The whole answer in words, for notifications and screen readers, which read nothing else."""
    if answer.parts:
        return [line for part in answer.parts[:MOST_PARTS] for line in _words(part, shown)]
    lines = [_opening(answer, mrkdwn.bold)]
    if answer.listing is not None:
        return [*lines, "; ".join(mrkdwn.literal(topic, 160) for topic in answer.listing.topics[:30])]
    if answer.dispute is not None:
        lines.append(sentences.objection(answer.dispute, shown.who, mrkdwn.literal))
    if answer.decision is not None:
        lines += [sentences.ruling(answer.decision, shown.who, shown.team), sentences.limits(answer.decision)]
    if answer.chain:
        lines.append(f"How I got there: {sentences.chain(answer)}.")
    for piece in answer.evidence[:MOST_EVIDENCE]:
        lines.append(f"“{mrkdwn.literal(sentences.quote(piece), 700)}” ({sentences.source(piece)})")
    if answer.standing is Standing.UNKNOWN and answer.suggestions:
        lines.append(f"The nearest topics I know: {mrkdwn.joined(mrkdwn.literal(topic, 120) for topic in answer.suggestions[:5])}.")
    return [*lines, _standing(answer, shown)]
