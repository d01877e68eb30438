"""What is installed: the wheel holds the package, the policies and the schemas, and works alone."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from mips_pi_rules import __version__
from mips_pi_rules.law import files as _files
from support.cases import POLICY, ROOT, SCHEMAS


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
    return {
        f"{prefix}/{file.relative_to(folder).as_posix()}": file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
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
    for part in ("src/mips_pi_rules", "policy", "schemas", "examples", "tests", "docs", "tools"):
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


def test_an_installation_without_its_data_says_so() -> None:
    with pytest.raises(FileNotFoundError, match="installed without its nothing files"):
        _files.folder("nothing")
