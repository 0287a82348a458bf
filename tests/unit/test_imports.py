"""The arrows between the packages, held by reading every import."""

import ast
import sys
from collections.abc import Iterable
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = {"attendance", "bot", "recognition", "simulator", "storage"}
# Which of our packages a package may import, beside itself.
ARROWS = {
    "attendance": set(),
    "recognition": set(),
    "storage": {"attendance"},
    "simulator": set(),
    "bot": {"attendance", "recognition", "storage", "simulator"},
}
# Modules of `bot` that may name what recognition, storage and the simulator are made of.
COMPOSES = {"bot/bootstrap.py"}
STARTS_SIMULATOR = {"bot/demo.py"}


def imports(file: Path) -> set[str]:
    """Every module that a file imports, by its full name."""
    return named(file, ast.walk(ast.parse(file.read_text(encoding="utf-8"))))


def imports_at_once(file: Path) -> set[str]:
    """Those that it imports when it is imported itself, not later in a function."""
    return named(file, ast.parse(file.read_text(encoding="utf-8")).body)


def named(file: Path, nodes: Iterable[ast.AST]) -> set[str]:
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("package", sorted(OURS))
def test_packages_import_only_along_the_arrows(package: str) -> None:
    assert files(package)
    for file in files(package):
        tops = {name.partition(".")[0] for name in imports(file)} & OURS
        assert tops <= ARROWS[package] | {package}, file


@pytest.mark.parametrize("package", sorted(OURS))
def test_no_module_comes_back_to_itself_by_what_it_imports(package: str) -> None:
    """Which of them is imported first differs: a worker process begins with what it draws."""
    modules = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts): file for file in files(package)
    }
    graph = {
        name: imports_at_once(file) & modules.keys() - {name} for name, file in modules.items()
    }
    assert list(TopologicalSorter(graph).static_order())


def test_attendance_imports_only_the_standard_library() -> None:
    for file in files("attendance"):
        tops = {name.partition(".")[0] for name in imports(file)}
        assert tops <= sys.stdlib_module_names | {"attendance"}, file


def test_only_the_demo_starts_the_simulator() -> None:
    for file in files("bot"):
        if file.relative_to(ROOT).as_posix() not in STARTS_SIMULATOR:
            assert not any(name.startswith("simulator") for name in imports(file)), file


def test_only_the_composition_root_names_concrete_classes() -> None:
    """Elsewhere, bot sees of recognition and storage errors, settings, weights and figures.

    And what looks at a database without opening it.
    """
    allowed = ("errors", "evaluation", "inspection", "models", "samples", "settings")
    for file in files("bot"):
        if file.relative_to(ROOT).as_posix() in COMPOSES:
            continue
        for name in imports(file):
            top, _, rest = name.partition(".")
            if top in ("recognition", "storage") and rest:
                assert rest.split(".")[0] in allowed, f"{file}: {name}"
