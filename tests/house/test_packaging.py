"""What is installed: the wheel holds the package, the policies and the schemas, and works alone."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mips_pi_rules import __version__
from mips_pi_rules.law import files as _files
from support.cases import POLICY, ROOT, SCHEMAS


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
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
    with zipfile.ZipFile(wheel) as archive:
        found = {
            name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name
        }
    assert found == expected
    assert __version__ in wheel.name


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
