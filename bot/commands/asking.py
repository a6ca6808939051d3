"""`remit ask`: a question in, the owner and the line it rests on out; as text, as JSON, or many at a time."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from bot.commands.opening import CommandError, console, open_workspace


def ask(
    question: Annotated[list[str] | None, typer.Argument(help="The question, or just the thing.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
    stdin: Annotated[bool, typer.Option("--stdin", help="Read one question a line, print one JSON object a line.")] = False,
) -> None:
    """Ask who owns something."""
    from bot.commands.answers import answer_as_json, print_answer

    words = " ".join(question or []).strip()
    if stdin and words:
        raise CommandError("ask: --stdin reads the questions from standard input; leave the question out or leave --stdin out")
    if not stdin and not words:
        raise CommandError('ask: no question; write for example: remit ask "who owns Workday integration?"')
    with open_workspace() as knowledge:
        if stdin:
            for line in sys.stdin.buffer:
                answer = knowledge.ask(line.decode(errors="replace").strip(), record=False)
                print(json.dumps(answer_as_json(answer), ensure_ascii=False), flush=True)
            return
        answer = knowledge.ask(words, record=False)
    if as_json:
        print(json.dumps(answer_as_json(answer), ensure_ascii=False, indent=2))
    else:
        print_answer(answer, console())
