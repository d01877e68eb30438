"""The command as a test runs it: in this process."""

from mips_pi_rules.command.main import main


def run(*arguments: object) -> int:
    """The exit status, of misuse and of --help too."""
    try:
        return main([*map(str, arguments)])
    except SystemExit as stopped:
        return int(stopped.code or 0)
