"""`remit …`: every command by its name, and the one place where an error becomes an exit code.

Exit codes: 0 done, 1 done and something is wrong (`doctor`, `evaluate`), 2 not done, with one line on standard error saying
what, where and what to do. Each command loads only what it needs: the server, Slack and the migrations are not asked for here.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

import typer

from bot.commands import asking, charters, digests, disputes, evaluating, forgetting, posts, preferences, serving, trying, upkeep
from bot.commands.opening import CommandError
from bot.settings import SettingsError
from knowledge.errors import KnowledgeError

application = typer.Typer(
    name="remit",
    help="Whose remit is it? Ask, get the owner and the line it rests on; disagree, and get a decision that sticks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
application.command("try")(trying.try_out)
application.command()(asking.ask)
application.command("import")(charters.import_charter)
application.add_typer(charters.charters, name="charters")
application.add_typer(charters.aliases, name="alias")
application.command()(preferences.settings)
application.add_typer(disputes.disputes, name="disputes")
application.command()(digests.digest)
application.add_typer(posts.posts, name="posts")
application.command()(serving.run)
application.command()(serving.web)
application.command()(serving.worker)
application.command()(upkeep.migrate)
application.command()(upkeep.doctor)
application.command()(evaluating.evaluate)
application.command("forget-user")(forgetting.forget_user)
application.command("forget-workspace")(forgetting.forget_workspace)

INTERRUPTED = 130
# Objects made before the collector looks: loading libraries makes very many that all stay (a tenth of a short command's time).
COLLECT_AFTER = 100_000


@application.callback()
def remit() -> None:
    """Whose remit is it? Ask, get the owner and the line it rests on; disagree, and get a decision that sticks."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    gc.set_threshold(COLLECT_AFTER)
    try:
        code = application(args=arguments, prog_name="remit", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except (KnowledgeError, SettingsError, CommandError) as error:
        return _complain(str(error))
    except typer.exceptions.TyperException as error:
        command = getattr(getattr(error, "ctx", None), "command_path", "remit")
        said = error.format_message().replace(": Value error, ", ": ")
        return _complain(f"{said}{'' if said.endswith(('.', '?')) else '.'} Try: {command} --help")
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED


def _complain(message: str) -> int:
    print(f"remit: {' '.join(message.split())}", file=sys.stderr)
    return 2
