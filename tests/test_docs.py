"""What the documents say is what the code does: settings, commands, scopes, the two commands, the Procfile."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.cli import application
from bot.scopes import SCOPES
from bot.settings import SETTINGS
from handlers import ids

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
ENV_EXAMPLE = (ROOT / ".env.example").read_text()
INSTALL = "python3 -m venv .venv && .venv/bin/pip install -q -r requirements.txt"
FIRST = f"{INSTALL} && .venv/bin/python -m bot try"
SECOND = ".venv/bin/pip install -q -r requirements-dev.txt && .venv/bin/python -m pytest"


def commands(group: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every command a person can give, with the object that describes it."""
    for name, command in (group or typer.main.get_command(application)).commands.items():
        words = f"{prefix} {name}".strip()
        yield words, command
        if hasattr(command, "commands"):
            yield from commands(command, words)


def manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text())
    return found


@pytest.mark.parametrize("command", [FIRST, SECOND])
def test_the_readme_holds_its_two_commands_each_on_a_line_of_its_own(command: str) -> None:
    assert README.splitlines().count(command) == 1


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_in_the_readme_and_in_the_example(setting: Any) -> None:
    default = f"`{setting.default}`" if setting.default and " " not in setting.default else setting.default
    assert f"| `{setting.name}` | {default} | {setting.meaning} |" in README
    assert re.search(rf"^#? ?{setting.name}=", ENV_EXAMPLE, re.MULTILINE)


def test_the_example_and_the_readme_name_no_setting_that_is_not_there() -> None:
    names = {setting.name for setting in SETTINGS}
    assert set(re.findall(r"^#? ?([A-Z_]+)=", ENV_EXAMPLE, re.MULTILINE)) == names
    assert set(re.findall(r"\b(?:SLACK|REMIT)_[A-Z_]+\b", README)) <= names


def test_the_example_holds_no_secret() -> None:
    for setting in SETTINGS:
        if setting.secret:
            assert f"\n{setting.name}=\n" in ENV_EXAMPLE


def test_no_other_module_reads_the_environment() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for package in ("bot", "handlers", "knowledge")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"os\.environ|os\.getenv|getenv\(", path.read_text())
    }
    assert readers <= {"bot/app.py", "bot/commands/opening.py", "bot/commands/trying.py"}


@pytest.mark.parametrize("words", [words for words, _ in commands()])
def test_every_command_is_in_the_readme(words: str) -> None:
    assert f"`remit {words}" in README


def test_every_option_the_readme_shows_exists() -> None:
    known = dict(commands())
    for shown in re.findall(r"`remit ([^`]+)`", README):
        words = shlex.split(shown.replace("…", ""))
        if not words:
            continue
        name = next((" ".join(words[:count]) for count in (2, 1) if " ".join(words[:count]) in known), "")
        assert name, shown
        options = {option for parameter in known[name].params for option in parameter.opts}
        assert {word.split("=")[0] for word in words if word.startswith("--")} <= options | {"--help"}, shown


def test_every_command_explains_itself() -> None:
    for words, command in commands():
        assert command.help, words


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.name)
def test_every_scope_is_in_the_readme_with_the_feature_that_needs_it(scope: Any) -> None:
    assert f"| `{scope.name}` | {scope.feature} | {'optional' if scope.optional else ''} |" in README


def test_the_manifest_asks_for_these_scopes_and_no_others() -> None:
    scopes = manifest()["oauth_config"]["scopes"]
    assert set(scopes["bot"]) == {scope.name for scope in SCOPES}
    assert set(scopes.get("bot_optional", [])) == {scope.name for scope in SCOPES if scope.optional}
    assert "user" not in scopes


def test_the_manifest_has_the_commands_of_the_code() -> None:
    assert {command["command"] for command in manifest()["features"]["slash_commands"]} == {ids.WHOOWNS, ids.DISPUTE, ids.REMIT}
    for command in (ids.WHOOWNS, ids.DISPUTE, ids.REMIT):
        assert f"`{command}" in README


def test_every_line_of_the_procfile_is_a_command() -> None:
    known = dict(commands())
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    assert set(lines) == {"release", "web", "worker"}
    for line in lines.values():
        python, dash_m, bot, name, *options = line.split()
        assert (python, dash_m, bot) == ("python", "-m", "bot")
        assert {option for option in options if option.startswith("--")} <= {o for p in known[name].params for o in p.opts}


def test_the_readme_is_short() -> None:
    prose = [line for line in README.splitlines() if line.strip() and not line.startswith("|")]
    assert len(prose) <= 150


def test_links_into_the_repository_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", README):
        assert (ROOT / target).exists(), target
