"""The facts of a submission as plain JSON: what the rules are over, for whoever applies them."""

from collections.abc import Mapping
from typing import Any

from mips_pi_rules.context.context import Context, require_known
from mips_pi_rules.documents.document import read
from mips_pi_rules.facts.defects import in_full
from mips_pi_rules.facts.stating import Facts, state, state_without_policy
from mips_pi_rules.frozenmap import thaw
from mips_pi_rules.judging.dating import dated
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.year import NoYear


def facts_of(
    submission: object,
    *,
    context: Context | Mapping[str, object] | None = None,
    rulebook: Rulebook | None = None,
) -> dict[str, Any]:
    """What a submission says, as {"submission": {…}, "sets": [{…}, …]}: valid plain JSON.

    schemas/facts.schema.json describes every field. `submission` has the facts of the document,
    `sets` those of each Promoting Interoperability set in document order; `sets` is empty where
    there is none. Where the performance year has no policy, only what no year decides is stated.
    The schema that `mips-pi schema bundle YEAR` prints is over this. Of the input it holds the
    CMS EHR Certification ID and the dates of the period, and no identifier.
    Takes what `evaluate` takes, and is the caller's to change.

    Raises UnreadableSubmission and ContextError as `evaluate` does.
    """
    rules = Rulebook.of(rulebook)
    document = dated(read(submission), rules)
    said, known = document.submission, Context.of(document.context_unless(context))
    year = rules.year(said.performance_year)
    facts: Facts
    if isinstance(year, NoYear):
        facts = state_without_policy(said, rules.years())
    else:
        require_known(year.policy, known)
        facts = state(year, said, rules.years(), known)
    return {
        "submission": _plain(facts.submission.data),
        "sets": [_plain(one.data) for one in facts.sets],
    }


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    # Records are shared by all who say the same: what is handed out is a copy.
    copied: dict[str, Any] = thaw(in_full(data))
    return copied
