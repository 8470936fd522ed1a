"""No option and no command without its paragraph, and no paragraph about what is gone."""

import re
from typing import Any

import pytest
import typer

from appliance.config import PREFIX, Config
from launcher.cli import app
from tests.laws.sources import ROOT, read

OPTIONS = {PREFIX + name.upper() for name in Config.model_fields}


def verbs(command: Any, name: str = "videoflix") -> set[str]:
    """Give every command that help shows, as it is typed."""
    if not hasattr(command, "commands"):
        return {name}
    below = (verbs(each, f"{name} {word}") for word, each in command.commands.items() if not each.hidden)
    return set().union(*below, {name} if command.invoke_without_command else set())


def paragraphs(text: str) -> dict[str, str]:
    """Give what stands below each heading of the third level."""
    found = re.findall(r"^### (.+)\n\n((?:(?!^#).*\n?)*)", text, re.MULTILINE)
    return {heading: paragraph.strip() for heading, paragraph in found}


def commands() -> set[str]:
    """Give every command of the real program."""
    return verbs(typer.main.get_command(app))


def test_every_option_and_command_has_its_paragraph():
    documented = paragraphs(read("docs/configuration.md"))
    assert set(documented) == OPTIONS | commands()
    assert [heading for heading, paragraph in documented.items() if len(paragraph) < 40] == []


@pytest.mark.parametrize("option", sorted(OPTIONS))
def test_every_option_describes_itself(option):
    assert Config.model_fields[option.removeprefix(PREFIX).lower()].description


def test_the_template_lists_every_option():
    assert set(re.findall(rf"^#? ?({PREFIX}\w+)=", read("env.template"), re.MULTILINE)) == OPTIONS


def test_paragraphs_are_found():
    text = "# Page\n\n### A\n\nOne.\nTwo.\n\n### B\n\nThree.\n\n## C\n\nFour.\n"
    assert paragraphs(text) == {"A": "One.\nTwo.", "B": "Three."}


def test_links_between_pages_lead_somewhere():
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    links = [(page, target) for page in pages for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))]
    assert [f"{page.name}: {target}" for page, target in links if not (page.parent / target).exists()] == []


def test_ci_runs_the_commands_of_the_readme():
    test_command = "packaging/check.py"
    assert f"python {test_command}" in read("README.md")
    assert f"python3 {test_command}" in read(".ci/run")
