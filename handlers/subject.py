"""What a question is about, in its own words: for headlines and forms where no topic was found. Looks nothing up."""

from __future__ import annotations

from knowledge.index.question import read_question


def subject_of(question: str) -> str:
    """The topic words of a question as they were typed, "" where it asks for no owner: "who owns the lunch menu?" gives "lunch menu"."""
    focuses = read_question(question, lambda _terms: ()).focuses
    return focuses[0].text if focuses else ""
