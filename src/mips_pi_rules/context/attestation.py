"""What stands behind an attestation: the answer that dated evidence supports, and what it lacks.

The evidence is a SaferSelfAssessment (safer.py) or a SecurityRiskAnalysis (riskanalysis.py). They
support two separate requirements, and neither ever answers for the other. Evidence never changes
an outcome or a score. Nothing that is said here repeats its free text.
"""

from collections.abc import Iterable
from typing import Final, Literal

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.law.entries import RiskAnalysis, SelfAssessment
from mips_pi_rules.law.policies import Policy

GapCode = Literal[
    "dateMissing",
    "wrongYear",
    "wrongEdition",
    "noList",
    "noScale",
    "practiceWithoutStatus",
    "unknownStatus",
    "unknownPractice",
    "practiceCount",
    "analysisMissing",
    "encryptionNotAddressed",
    "updatesNotImplemented",
    "deficienciesNotCorrected",
    "managementMissing",
    "managementWrongYear",
    "managementNotDone",
]

_VERDICTS: Final = {
    True: "YES: this record supports a yes.",
    False: "NO: this record shows that a yes would be wrong.",
    None: "CANNOT SAY: this record does not support a yes.",
}


@frozen(eq=False, repr=False)
class Gap(ByValue):
    """One thing that evidence lacks: a code of the closed list, a sentence and citations."""

    code: GapCode
    sentence: str
    cites: tuple[str, ...]


@frozen(eq=False, repr=False)
class Attestation(ByValue):
    """What evidence lets its owner attest for a performance year.

    `answer`: True (a yes is right), False (what is asked was not done) or None (it does not
    say, as when it is of another year). `judged_against` says what was asked. `measure_id` is
    the one attestation that it is about.
    """

    answer: bool | None
    gaps: tuple[Gap, ...]
    judged_against: str
    measure_id: str

    @property
    def verdict(self) -> str:
        """The answer in one sentence."""
        return _VERDICTS[self.answer]


def some(names: Iterable[str], most: int = 16) -> str:
    """Names in one line, cut when there are many."""
    listed = list(names)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more


def cites_of(policy: Policy, law: SelfAssessment | RiskAnalysis) -> tuple[str, ...]:
    """What an attestation and the evidence behind it rest on in the year, each once."""
    return tuple(dict.fromkeys((*policy.measures[law.attestation].cites, *law.cites)))
