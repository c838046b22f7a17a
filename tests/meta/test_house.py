"""The rules of the house: everything is where one looks for it, and nothing is where it should not be."""

import re
import subprocess
import sys
import tomllib

import pytest

from instructor.house import ROOT

# The rooms and the files beside their doors; a new one is a decision, not an accident.
ROOMS = {
    "benchmarks", "chapters", "docs", "exercises", "grader", "instructor", "nnlib", "requirements", "solutions",
    "source", "tests", "workbook",
}  # fmt: skip
FILES = {
    "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "constraints.txt", "pyproject.toml",
    "requirements.txt",
}  # fmt: skip


def tracked():
    """Every file that git has or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def text_files():
    for path in tracked():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def command(*arguments):
    result = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return result.returncode, result.stdout + result.stderr


def test_the_top_level_is_as_designed():
    top = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in top if not name.startswith(".")} == ROOMS | FILES


def test_ruff_has_no_complaint():
    assert command("ruff", "check", "--quiet", ".") == (0, "")


def test_every_file_is_formatted():
    code, output = command("ruff", "format", "--check", "--quiet", ".")
    assert code == 0, output


def test_imports_point_one_way():
    """The contracts are in pyproject.toml; a learner's `import nnlib` must not drag in a grader."""
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout


def test_hidden_tests_import_only_nnlib_numpy_and_pytest():
    for path in (ROOT / "tests" / "hidden").glob("test_*.py"):
        imported = re.findall(r"^(?:import|from)\s+(\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(imported) <= {"nnlib", "numpy", "pytest", "math"}, path.name


@pytest.mark.parametrize("module", ["pickle", "marshal", "shelve", "dill", "cloudpickle"])
def test_nothing_imports(module):
    """What unpickles a learner's bytes runs a learner's code."""
    pattern = re.compile(rf"^\s*(?:import|from)\s+{module}\b", re.MULTILINE)
    found = [path.name for path, text in text_files() if path.suffix == ".py" and pattern.search(text)]
    assert found == []


def test_numpy_never_unpickles():
    assert [
        path.name for path, text in text_files() if "allow_pickle" + "=True" in text.replace(" ", "")
    ] == []


def test_no_file_carries_a_path_of_somebodys_machine():
    pattern = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+|opt/pypi\S*|opt/wheels)/\w")
    found = [
        f"{path.relative_to(ROOT)}: {m[0]}" for path, text in text_files() if (m := pattern.search(text))
    ]
    assert found == []


def test_every_requirement_has_a_lower_bound_and_no_upper_one():
    for name in ("requirements.txt", "requirements/dev.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            requirement = line.split("#")[0].split(";")[0].strip()
            if requirement and not requirement.startswith("-r"):
                assert re.fullmatch(r"[\w.-]+>=[\d.]+", requirement), f"{name}: {line}"


def test_a_verb_of_the_makefile_takes_at_most_three_lines():
    """Anything longer is a Python function with a test."""
    recipes = re.split(r"^(?=[^\s#].*:)", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    for recipe in recipes:
        assert len(re.findall(r"^\t", recipe, re.MULTILINE)) <= 3, recipe


def test_every_verb_of_the_makefile_says_what_it_does():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split()
    assert sorted(phony) == sorted(re.findall(r"^([a-z-]+):.*## \w", text, re.MULTILINE))


def readers_files():
    """Documents that are read as they are; links of the others are checked where they become pages."""
    made_into_pages = {ROOT / "source", ROOT / "docs" / "site"}
    return [path for path in tracked() if path.suffix == ".md" and not made_into_pages & set(path.parents)]


def test_every_relative_link_of_the_documents_leads_somewhere():
    for path in readers_files():
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8")):
            if not re.match(r"\w+:", target):
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_command_of_the_readme_exists():
    """`make something` and `python -m something` in the README are verbs and modules that are there."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = "\n".join(
        re.findall(r"^```(?:sh|console|powershell)?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    )
    for verb in re.findall(r"\bmake ([a-z-]+)", commands + "\n".join(re.findall(r"`(make [a-z-]+)", text))):
        assert re.search(rf"^{verb}:", makefile, re.MULTILINE), verb


def test_the_project_and_the_requirements_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["dependencies"]
    assert project["tool"]["setuptools"]["dynamic"]["dependencies"] == {"file": ["requirements.txt"]}
