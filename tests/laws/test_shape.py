"""The house is laid out as docs/architecture.md says."""

import ast
from pathlib import PurePosixPath

import pytest

from tests.laws.sources import ROOT, modules, read

SMALL = 40  # lines; a smaller module of the machine is tested where it is used

# Modules whose test has another name.
TWINS = {"appliance/processes/job_windows.py": "tests/appliance/processes/test_parent.py"}  # the same promise, kept in another way


def is_without_code(source: str) -> bool:
    """Whether a module holds nothing, or no more than comments."""
    return not ast.parse(source).body


def without_docstring(source: str) -> list[str]:
    """Names of the public classes and functions, and "the module", that say nothing about themselves."""
    tree = ast.parse(source)
    found = [] if ast.get_docstring(tree) else ["the module"]
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef):
            found += [child.name for child in node.body if _is_public(child) and not ast.get_docstring(child)]
    return found


def twin(module: str) -> str:
    """Where the test of a module is: `tests/`, the same folders, `test_` before its name."""
    path = PurePosixPath(module)
    return TWINS.get(module, f"tests/{path.parent}/test_{path.name}")


def lines_of_code(source: str) -> int:
    """Count lines that are not blank."""
    return sum(bool(line.strip()) for line in source.splitlines())


def _is_public(node: ast.stmt) -> bool:
    return isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")


def test_packaging_is_no_package():
    """It would shadow the library `packaging` of everyone who starts Python here."""
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_every_folder_of_code_is_a_package():
    """A folder without a marker can be imported all the same, but import-linter, mypy and the wheel do not see it."""
    folders = {PurePosixPath(module).parent for module in modules()}
    assert [str(folder) for folder in sorted(folders) if not (ROOT / folder / "__init__.py").is_file()] == []


def test_no_module_is_empty():
    marker = "__init__.py"
    found = modules("appliance", "webapp", "launcher", "packaging", "tests")
    assert [module for module in found if not module.endswith(marker) and is_without_code(read(module))] == []


@pytest.mark.parametrize("module", modules("appliance"))
def test_the_machine_describes_itself(module):
    assert without_docstring(read(module)) == []


def test_each_module_of_the_machine_has_its_test():
    large = [module for module in modules("appliance") if lines_of_code(read(module)) > SMALL]
    assert [module for module in large if not (ROOT / twin(module)).is_file()] == []


def test_exceptions_are_still_needed():
    assert [module for module in TWINS if not (ROOT / module).is_file()] == []


def test_these_laws_can_fail():
    assert is_without_code("# nothing\n")
    assert not is_without_code('"""Something."""\n')
    assert without_docstring("class Film:\n    def play(self): ...\n    def _seek(self): ...\n") == ["the module", "Film", "play"]
    assert twin("appliance/media/probe.py") == "tests/appliance/media/test_probe.py"
