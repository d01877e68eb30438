"""The security risk analysis, and from the year whose policy asks for it, risk management.

The policy (`evidence.securityRiskAnalysis`) names the parts that the one answer covers. Without
the part "management" the analysis itself must address encryption, and updates and corrections
must have followed; with it those belong to risk management, which is done with encryption or,
where that is not reasonable, an equivalent.
Source: 42 CFR 414.1375(b)(2)(ii)(A), 45 CFR 164.308(a)(1)(ii)(A) and (B), 164.312(a)(2)(iv).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Final, Literal

from attrs import field, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.context.attestation import Attestation, Gap, GapCode, cites_of
from mips_pi_rules.context.fields import (
    DAY,
    READ,
    a_day,
    a_day_or_none,
    a_flag,
    a_flag_or_none,
    each_once,
    evidence_or_none,
    from_object,
    listed,
    one_of,
    some_of,
)
from mips_pi_rules.context.printing import page
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.jsonvalues import to_json
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import policy_of

Kind = Literal["conducted", "reviewed"]
_KINDS: Final[tuple[Kind, ...]] = ("conducted", "reviewed")

# Tags to mark what an analysis covered. They are no law and nothing is judged by them; they are
# no SAFER guides either, though the trade article that lists them says so.
DOMAINS: Final = FrozenMap(
    {
        "userAuthentication": "user authentication",
        "accessControl": "access control",
        "auditControls": "audit controls",
        "dataIntegrity": "data integrity",
        "transmissionSecurity": "transmission security",
        "securityManagementProcesses": "security management processes",
        "configurationManagement": "configuration management",
        "contingencyPlanning": "contingency planning",
        "systemAndInformationIntegrity": "system and information integrity",
    }
)

# With one of these the analysis is not about the year, or not about all that the year asks for.
_BESIDE: Final = frozenset[GapCode](
    {"analysisMissing", "wrongYear", "managementMissing", "managementWrongYear"}
)


@frozen(eq=False, repr=False)
class SecurityRiskManagement(ByValue):
    """Risk management on its own: when, whether done, and with encryption or an equivalent.

    Raises ContextError for a value of a wrong type, which names the field.
    """

    PATH: ClassVar[str] = "evidence.securityRiskAnalysis.riskManagement"
    date: "date" = field(validator=a_day, metadata=DAY)
    done: bool = field(validator=a_flag)
    encryption_or_equivalent: bool = field(validator=a_flag)


def _management(document: object) -> SecurityRiskManagement:
    return from_object(SecurityRiskManagement, document)


@frozen(eq=False, repr=False)
class SecurityRiskAnalysis(ByValue):
    """One security risk analysis, conducted anew or reviewed; None is what it leaves open.

    `domains` are coverage tags of DOMAINS. Raises ContextError for a value of a wrong type, which
    names the field.
    """

    PATH: ClassVar[str] = "evidence.securityRiskAnalysis"
    date: "date | None" = field(default=None, validator=a_day_or_none, metadata=DAY)
    kind: Kind | None = field(default=None, validator=one_of(_KINDS, may_be_none=True))
    encryption_addressed: bool | None = field(default=None, validator=a_flag_or_none)
    updates_implemented: bool | None = field(default=None, validator=a_flag_or_none)
    deficiencies_corrected: bool | None = field(default=None, validator=a_flag_or_none)
    risk_management: SecurityRiskManagement | None = field(
        default=None,
        validator=evidence_or_none(lambda: SecurityRiskManagement),
        metadata={READ: _management},
    )
    domains: tuple[str, ...] = field(
        default=(), converter=listed, validator=[some_of(DOMAINS), each_once]
    )

    @property
    def uncovered_domains(self) -> tuple[str, ...]:
        """The tags of DOMAINS that this analysis does not carry."""
        return tuple(tag for tag in DOMAINS if tag not in self.domains)

    def attestation(self, policy: Policy | int) -> Attestation:
        """What this analysis lets its owner answer for the year of `policy`.

        Yes: each part that the year asks for was done on a day of the calendar year. No: the
        analysis says that something asked for was not done. None: it is of another year, or leaves
        something open.
        """
        policy = policy_of(policy)
        law = policy.evidence.security_risk_analysis
        asked = self._asked(policy)
        gaps = (*self._dated(policy), *(gap for done, gap in asked if not done))
        answer: bool | None = True
        if any(gap.code in _BESIDE for gap in gaps):
            answer = None
        elif any(done is False for done, _ in asked):
            answer = False
        elif gaps:
            answer = None
        parts = " and ".join(law.parts)
        sentence = f"the parts that the policy of {policy.performance_year} asks for: {parts}"
        return Attestation(answer, gaps, sentence, law.attestation)

    def _dated(self, policy: Policy) -> Iterable[Gap]:
        law = policy.evidence.security_risk_analysis
        year, cites = policy.performance_year, cites_of(policy, law)
        if self.date is None or self.kind is None:
            sentence = (
                "The record does not say that an analysis was conducted or reviewed, and when."
            )
            yield Gap("analysisMissing", sentence, cites)
        if self.date is not None and self.date.year != year:
            sentence = f"The analysis is of {self.date}; a day of {year} is asked for."
            yield Gap("wrongYear", sentence, cites)
        if not _asks_for_management(policy):
            return
        if self.risk_management is None:
            sentence = f"There is no security risk management, which {year} asks for as well."
            yield Gap("managementMissing", sentence, cites)
        elif self.risk_management.date.year != year:
            day = self.risk_management.date
            sentence = f"Security risk management is of {day}; a day of {year} is asked for."
            yield Gap("managementWrongYear", sentence, cites)

    def _asked(self, policy: Policy) -> tuple[tuple[bool | None, Gap], ...]:
        """What the year asks for beyond the dates: whether it was done, and the gap if not."""
        cites = cites_of(policy, policy.evidence.security_risk_analysis)
        management = self.risk_management
        encryption = "The record does not show that encryption of ePHI was addressed."
        updates = "The record does not show that security updates were implemented."
        deficiencies = "The record does not show that deficiencies found were corrected."
        done = "The record does not show that security risk management was done."
        equivalent = "The record does not show encryption of ePHI or an equivalent."
        if not _asks_for_management(policy):
            return (
                (self.encryption_addressed, Gap("encryptionNotAddressed", encryption, cites)),
                (self.updates_implemented, Gap("updatesNotImplemented", updates, cites)),
                (self.deficiencies_corrected, Gap("deficienciesNotCorrected", deficiencies, cites)),
            )
        if management is None:
            return ()
        return (
            (management.done, Gap("managementNotDone", done, cites)),
            (
                management.encryption_or_equivalent,
                Gap("encryptionNotAddressed", equivalent, cites),
            ),
        )

    def record(self, policy: Policy | int) -> str:
        """The analysis as a page for the audit file, with lines to sign."""
        policy = policy_of(policy)
        management = self.risk_management
        rows = [
            ("Performance year", str(policy.performance_year)),
            ("Analysis", f"{self.kind or 'not said how'}, {self.date or 'no date'}"),
            ("Encryption addressed", _word(self.encryption_addressed)),
            ("Updates implemented", _word(self.updates_implemented)),
            ("Deficiencies corrected", _word(self.deficiencies_corrected)),
        ]
        if management is not None:
            with_encryption = _word(management.encryption_or_equivalent)
            rows += [
                ("Risk management", f"{_word(management.done)}, {management.date}"),
                ("Encryption or equivalent", with_encryption),
            ]
        covered = (name for tag, name in DOMAINS.items() if tag in self.domains)
        uncovered = (DOMAINS[tag] for tag in self.uncovered_domains)
        rows += [
            ("Domains covered", ", ".join(covered)),
            ("Domains not covered", ", ".join(uncovered)),
        ]
        notes = (
            "The domains are coverage tags: no rule asks for them.",
            "Nothing is sent to CMS: keep this page with the analysis.",
            "It is no SAFER self-assessment: that is a requirement of its own.",
        )
        return page("Security risk analysis", rows, self.attestation(policy), (), notes, 1).text()

    def to_dict(self) -> dict[str, Any]:
        """The analysis as JSON values."""
        document: dict[str, Any] = to_json(self)
        return document

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> "SecurityRiskAnalysis":
        """The analysis that `to_dict` wrote; each field may be left out.

        Raises ContextError, which names the field and holds nothing of the document.
        """
        return from_object(cls, document)


def _asks_for_management(policy: Policy) -> bool:
    return "management" in policy.evidence.security_risk_analysis.parts


def _word(done: bool | None) -> str:
    return "not said" if done is None else "yes" if done else "no"
