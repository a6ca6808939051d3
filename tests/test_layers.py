"""The shape of the house, read from the source: imports go one way, files and functions stay small, no error is swallowed whole."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "handlers", "knowledge")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 40
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"}

GROUND = {"types", "claimed", "outgoing", "errors", "boundary", "clock", "deadline"}
# What each room of knowledge may look into besides the ground; everything else beside the rooms is the facade and sees all of them.
ROOMS: dict[str, set[str]] = {
    "documents": set(),
    "index": set(),
    "claims": {"documents", "index"},
    "database": set(),
    "answers": {"index"},
    "governance": {"database", "index"},
}
PURE = ("documents", "claims", "index", "answers", "governance/rules.py", "governance/calendar.py")
FORBIDDEN = {
    "knowledge": {"bot", "handlers", "slack_bolt", "slack_sdk"},
    "handlers": {"bot", "sqlalchemy", "alembic", "psycopg"},
    "bot": {"sqlalchemy", "alembic", "psycopg"},
}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path) for path in SOURCES}


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module named by an import, and `package.name` for each name taken from a package."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def upward(package: str, modules: Iterator[str]) -> set[str]:
    return {module for module in modules if module.split(".")[0] in FORBIDDEN[package]}


def sideways(room: str, modules: Iterator[str]) -> set[str]:
    """The modules of knowledge that a file of `room` may not import."""
    allowed = GROUND | {room} | ROOMS[room]
    parts = {tuple(module.split(".")) for module in modules if module.startswith("knowledge.")}
    return {".".join(part) for part in parts if part[1] not in allowed}


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_package_imports_nothing_from_above_it(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    assert not upward(package, imported(tree_of(path)))


@pytest.mark.parametrize("path", [path for path in SOURCES if path.relative_to(ROOT).parts[:2][-1] in ROOMS], ids=named)
def test_a_room_of_knowledge_looks_only_into_the_rooms_under_it(path: Path) -> None:
    assert not sideways(path.relative_to(ROOT).parts[1], imported(tree_of(path)))


@pytest.mark.parametrize("path", [path for path in SOURCES if path.parent == ROOT / "knowledge" and path.stem in GROUND], ids=named)
def test_the_ground_of_knowledge_stands_on_nothing_of_ours(path: Path) -> None:
    ours = {module.split(".")[1] for module in imported(tree_of(path)) if module.startswith("knowledge.")}
    assert ours <= GROUND


@pytest.mark.parametrize("place", PURE)
def test_what_is_pure_reads_no_clock_and_no_database(place: str) -> None:
    where = ROOT / "knowledge" / place
    for path in [where] if where.suffix else sorted(where.rglob("*.py")):
        modules = set(imported(tree_of(path)))
        assert not {module for module in modules if module.split(".")[0] in {"sqlalchemy", "random", "socket"}}, named(path)
        assert not modules & {"knowledge.clock", "time"}, named(path)
        assert not list(clock_reads(tree_of(path))), named(path)


def clock_reads(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            continue
        if node.attr in {"now", "utcnow", "today"} and node.value.id in {"datetime", "date", "time"}:
            yield f"{node.value.id}.{node.attr}"


def test_the_environment_is_read_by_the_process_alone() -> None:
    readers = {
        named(path)
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} and path.relative_to(ROOT).parts[0] != "bot"
    }
    assert not readers


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {module_of(path): {name for name in at_load(path) if name != module_of(path)} for path in SOURCES}
    done: set[str] = set()

    def visit(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, " -> ".join((*above[above.index(module) :], module))
        if module in done:
            return
        for name in sorted(graph.get(module, ())):
            if name in graph:
                visit(name, (*above, module))
        done.add(module)

    for module in graph:
        visit(module, ())


def at_load(path: Path) -> Iterator[str]:
    """The modules of ours that a module needs when it is loaded: not inside functions, not for type checkers alone."""
    tree = tree_of(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or (
            isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        ):
            node.body = [ast.Pass()]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # `from package import module` needs the module; what the package itself names beside it does not matter.
            yield from (whole if (whole := f"{node.module}.{alias.name}") in MODULES else str(node.module) for alias in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_file_stays_small_enough_to_be_read_at_once(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    assert not list(long_functions(tree_of(path)))


def long_functions(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            length = node.end_lineno - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{node.name}: {length} lines"


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_error_is_kept_that_was_not_named(path: Path) -> None:
    assert not list(broad_excepts(tree_of(path)))


def broad_excepts(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and ast.unparse(node.body[-1]) != "raise":
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if any(one is None or (isinstance(one, ast.Name) and one.id in {"Exception", "BaseException"}) for one in caught):
                yield node.lineno


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not {named(path) for path in SOURCES if path.stem in VAGUE or path.parent.name in VAGUE}


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_module_with_code_says_what_it_is_for(path: Path) -> None:
    tree = tree_of(path)
    assert not tree.body or ast.get_docstring(tree)


def test_these_tests_see_what_they_are_to_see() -> None:
    assert upward("knowledge", imported(ast.parse("from slack_sdk import WebClient"))) == {"slack_sdk", "slack_sdk.WebClient"}
    assert upward("handlers", imported(ast.parse("import bot.cli"))) == {"bot.cli"}
    assert sideways("index", imported(ast.parse("from knowledge.database.models import ClaimRow")))
    assert sideways("answers", imported(ast.parse("from knowledge import workspaces")))
    assert list(clock_reads(ast.parse("datetime.now(UTC)")))
    assert list(long_functions(ast.parse("def f():\n" + "    pass\n" * 41)))
    assert list(broad_excepts(ast.parse("try:\n    pass\nexcept (ValueError, Exception):\n    pass")))
    assert list(broad_excepts(ast.parse("try:\n    pass\nexcept:\n    pass")))
