"""What is installed: the wheel holds the package, the policies and the schemas, and works alone."""

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import licences
from mips_pi_rules import __version__
from mips_pi_rules.citation import HOME
from mips_pi_rules.law import files as _files
from support.cases import POLICY, ROOT, SCHEMAS

DOCS = ROOT / "docs"
OURS = {"test", "bench", "fuzz", "site", "release"}  # extras for who works on the project
SITE = dict(  # where the site has the pages that are outside docs/
    re.findall(r'"([\w/]+\.md)": "([\w/]+\.md)"', (ROOT / "tools/website.py").read_text("utf-8"))
)


def _built(folder: Path, *options: str) -> dict[str, bytes]:
    """What `python -m build` makes, by file name."""
    command = [sys.executable, "-m", "build", *options, "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release: the sdist, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("release")
    _built(folder)
    return folder


@pytest.fixture(scope="module")
def wheel(release: Path) -> Path:
    (built,) = release.glob("*.whl")
    return built


def tree(folder: Path, prefix: str) -> dict[str, bytes]:
    made = {"__pycache__", "node_modules", "build"}  # and kept out of the repository
    files = {file.relative_to(folder): file for file in folder.rglob("*") if file.is_file()}
    return {
        f"{prefix}/{place.as_posix()}": file.read_bytes()
        for place, file in files.items()
        if not made & {*place.parts}
    }


def test_the_wheel_holds_exactly_the_tree(wheel: Path) -> None:
    expected = tree(ROOT / "src" / "mips_pi_rules", "mips_pi_rules")
    expected |= tree(POLICY, "mips_pi_rules/data/policy")
    expected |= tree(SCHEMAS, "mips_pi_rules/data/schemas")
    manual = f"mips_pi_rules-{__version__}.data/data/share/man/man1/mips-pi.1"
    expected[manual] = (ROOT / "docs" / "mips-pi.1").read_bytes()
    with zipfile.ZipFile(wheel) as archive:
        found = {
            name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name
        }
    assert found == expected
    assert __version__ in wheel.name


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def test_readme_on_an_index_has_no_link_into_the_repository(metadata: Message) -> None:
    text = str(metadata.get_payload())
    links = re.findall(r"\]\(([^)]*)\)", text)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(links) == len(re.findall(r"\]\(\S+\.md\)", readme))  # pages all; folders are none
    places = {*SITE.values(), *(f"guide/{f.name}" for f in DOCS.glob("*.md"))}
    places |= {f.name for f in (DOCS / "site").glob("*.md")}
    for link in links:
        assert link.startswith(f"{HOME}/"), link
        assert link.removeprefix(f"{HOME}/").replace(".html", ".md") in places
    assert text.count("# mips-pi-rules") == 1
    assert "policy/, one JSON Schema" in text  # no page of the site: its text alone


def test_what_an_index_shows_leads_to_pages_of_the_site(metadata: Message) -> None:
    urls = dict(one.split(", ") for one in metadata.get_all("Project-URL", []))
    assert urls.pop("Homepage") == HOME
    pages = [url.removeprefix(f"{HOME}/").replace(".html", ".md") for url in urls.values()]
    assert set(pages) <= set(SITE.values())


def test_the_pythons_that_are_named_are_those_that_ci_runs(metadata: Message) -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    (matrix,) = re.findall(r"python: \[(.*)\]", workflow)
    named = [
        one.rpartition(" ")[2]
        for one in metadata.get_all("Classifier", [])
        if re.search(r":: 3\.\d+$", one)
    ]
    # For the newest there may be no wheels of what is pinned: then one job has it, unpinned.
    (newest,) = re.findall(r'newest:\n(?:    .*\n)*?.*python-version: "(3\.\d+)"', workflow)
    assert named == list(dict.fromkeys([*re.findall(r"3\.\d+", matrix), newest]))
    assert metadata["Requires-Python"] == f">={named[0]}"


def test_readme_names_every_extra_for_users(metadata: Message) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for extra in set(metadata.get_all("Provides-Extra", [])) - OURS:
        assert f"`{extra}`" in readme, extra


def test_a_wheel_installs_in_an_empty_environment_with_its_manual(
    wheel: Path, tmp_path: Path
) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path)], check=True)
    python = next((tmp_path / "bin").glob("python"))
    command = [
        sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps",
        "--no-index", "--disable-pip-version-check", str(wheel),
    ]  # fmt: skip
    subprocess.run(command, check=True)
    assert (tmp_path / "share" / "man" / "man1" / "mips-pi.1").is_file()
    (installed,) = tmp_path.glob("lib/python*/site-packages/mips_pi_rules")
    assert (installed / "py.typed").is_file()
    done = subprocess.run(
        [tmp_path / "bin" / "mips-pi", "check", ROOT / "examples" / "submission.json"],
        env={"PYTHONPATH": sysconfig.get_paths()["purelib"]},  # its three packages, from here
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("FORCED TO 0")


def test_the_sdist_holds_the_tree_as_it_is(release: Path) -> None:
    (built,) = release.glob("*.tar.gz")
    with tarfile.open(built) as archive:
        found = {}
        for member in archive.getmembers():
            file = archive.extractfile(member)
            if file is not None:
                found[member.name.partition("/")[2]] = file.read()
    assert found.pop("PKG-INFO").startswith(b"Metadata-Version")
    strays = [name for name, content in found.items() if (ROOT / name).read_bytes() != content]
    assert strays == []
    parts = ("src/mips_pi_rules", "policy", "schemas", "examples", "conformance", "tests")
    for part in (*parts, "docs", "tools", "benchmarks", "constraints", ".ci", ".github"):
        assert tree(ROOT / part, part).keys() <= found.keys() | {".gitignore"}
    assert {"README.md", "LICENSE", "CHANGELOG.md", "Makefile", "pyproject.toml"} <= found.keys()


def test_a_second_build_is_the_same_to_the_byte(release: Path, tmp_path: Path) -> None:
    """Both again, the wheel from the tree this time and not from the sdist."""
    first = {file.name: file.read_bytes() for file in release.iterdir()}
    assert _built(tmp_path, "--sdist", "--wheel") == first


def test_the_package_works_from_inside_its_wheel(wheel: Path, tmp_path: Path) -> None:
    """Import from the zip itself, where there is no checkout beside it."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import mips_pi_rules as m;"
        "print(m.__file__); print(m.years()); print(m.evaluate({}).outcome)"
    )
    command = [sys.executable, "-c", code, str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    place, found, outcome = done.stdout.splitlines()
    assert place.startswith(str(wheel))
    assert found.startswith("(2022, 2023")
    assert outcome == "rejected"


def test_the_workers_of_batch_work_from_inside_the_wheel(wheel: Path, tmp_path: Path) -> None:
    rows = b"\n".join([(ROOT / "examples/submission.json").read_bytes().replace(b"\n", b"")] * 9)
    (tmp_path / "in.ndjson").write_bytes(rows)
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import mips_pi_rules as m;"
        "print(m.__file__); from mips_pi_rules.command import batch; batch.PART = 5000;"
        "from mips_pi_rules.command.main import main; sys.exit(main())"
    )
    command = [sys.executable, "-c", code, str(wheel), "batch", "in.ndjson", "-o", "out.ndjson"]
    environment = {name: os.environ[name] for name in os.environ if name != "PYTHONPATH"}
    done = subprocess.run(
        [*command, "--workers", "2"],
        capture_output=True, text=True, cwd=tmp_path, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(wheel))
    assert (tmp_path / "out.ndjson").read_text().count('"outcome":"incomplete"') == 9


def test_an_installation_without_its_data_says_so() -> None:
    with pytest.raises(FileNotFoundError, match="installed without its nothing files"):
        _files.folder("nothing")


def _pins(name: str) -> dict[str, Version]:
    """The versions of a file of constraints: names and versions, no address, and nothing else."""
    lines = (ROOT / "constraints" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    found = [re.fullmatch(r"([\w.-]+)==([\w.]+)", one) for one in lines if one[:1] != "#"]
    return {canonicalize_name(one[1]): Version(one[2]) for one in found if one}


def _extras() -> dict[str, list[Requirement]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    said = {"": project["dependencies"], **project["optional-dependencies"]}
    return {extra: [Requirement(one) for one in needs] for extra, needs in said.items()}


def test_every_line_of_the_constraints_is_a_name_and_a_version() -> None:
    for file in (ROOT / "constraints").glob("*.txt"):
        lines = [one for one in file.read_text(encoding="utf-8").splitlines() if one[:1] != "#"]
        assert len(_pins(file.stem)) == len(lines) > 0, file.name


def test_what_the_targets_install_is_pinned_in_a_version_that_is_taken() -> None:
    pins = _pins("development")
    for extra, needs in _extras().items():
        if extra != "spark":  # which has an environment of its own
            for one in needs:
                assert pins[canonicalize_name(one.name)] in one.specifier, (extra, one)


def test_the_lowest_versions_are_those_that_are_taken() -> None:
    lowest = _pins("lowest")
    for one in _extras()[""]:
        (least,) = one.specifier
        assert least.operator == ">="
        assert str(lowest.pop(canonicalize_name(one.name))).startswith(least.version)
    assert not lowest


def test_the_page_of_licences_names_all_that_comes_with_the_package() -> None:
    said = (DOCS / "licences.md").read_text(encoding="utf-8")
    rows = {row[0]: row[1] for row in re.findall(r"^\| ([\w-]+) \| (.+?) \|", said, re.M)}
    del rows["package"]
    assert licences.closure("mips-pi-rules").keys() <= rows.keys()
    assert licences.of_extras().keys() <= rows.keys()
    assert {*licences.EXTRAS, "spark"} == _extras().keys() - {"", *OURS}
    assert {one.name for one in _extras()[""]} <= rows.keys()
    assert all(rows.values())


def test_what_tells_the_version_tells_this_one() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    (newest, *_) = re.findall(r"^## (.*)$", changes, re.M)
    assert re.fullmatch(rf"\[{re.escape(__version__)}\] - [0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}", newest)
    page = (DOCS / "registry-in-ci.md").read_text(encoding="utf-8")
    assert f"rev: v{__version__}\n" in page
    assert f"pip install mips-pi-rules=={__version__}\n" in page


@pytest.mark.parametrize(("tag", "status"), [(f"v{__version__}", 0), ("v0.9.0", 1)])
def test_a_tag_of_another_version_is_not_released(tag: str, status: int) -> None:
    workflow = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    (command,) = re.findall(r"run: (test .*)", workflow)
    surroundings = {**os.environ, "GITHUB_REF_NAME": tag}
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, env=surroundings, check=False)
    assert done.returncode == status
