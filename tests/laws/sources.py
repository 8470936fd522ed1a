"""The sources, as the laws read them."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("appliance", "webapp", "launcher")


def modules(*folders: str) -> list[str]:
    """Every Python file below these folders of the checkout, as `webapp/library/queries.py`."""
    found = (path for folder in folders or PACKAGES for path in (ROOT / folder).rglob("*.py"))
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def read(module: str) -> str:
    """Give the text of a file."""
    return (ROOT / module).read_text(encoding="utf-8")


def names_used(source: str) -> set[str]:
    """Every dotted name that a module imports or reads: `os.environ` for `os.environ[...]` and for `from os import environ`."""
    return set(_names_used(ast.parse(source)))


def _names_used(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.Call) and _last_name(node.func) in ("import_module", "__import__"):
            yield from (argument.value for argument in node.args[:1] if isinstance(argument, ast.Constant))


def _last_name(function: ast.expr) -> str:
    """Give `import_module` for `importlib.import_module`."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
