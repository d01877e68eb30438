"""Output formats, one per module; each is a function from a report to text."""

from collections.abc import Callable

from mips_pi_rules.render import json, text
from mips_pi_rules.report import Report

FORMATS: dict[str, Callable[[Report], str]] = {"text": text.render, "json": json.render}
