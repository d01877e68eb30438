"""Reports as entries of a file, and what a format makes of them."""

import json
from typing import Any

from mips_pi_rules import evaluate
from mips_pi_rules.render import FORMATS, Entry


def entry(submission: Any, name: str = "submission.json", context: Any = None) -> Entry:
    """The entry of a document, or of its text, in a file of this name."""
    content = submission if isinstance(submission, str) else json.dumps(submission, indent=1)
    return Entry(name, evaluate(content, context=context), name)


def rendered(name: str, *entries: Entry, **how: Any) -> str:
    """All that a format says of these entries."""
    return "".join(FORMATS[name](entries, **how))
