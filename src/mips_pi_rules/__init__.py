"""Judge MIPS Promoting Interoperability: is the score forced to 0, and if not, what is it.

`evaluate(submission)` answers for performance years with a policy; every answer names the rule,
the place in the document, the fix and the legal citation.
"""

from mips_pi_rules._version import __version__
from mips_pi_rules.context.context import Context
from mips_pi_rules.context.riskanalysis import SecurityRiskAnalysis
from mips_pi_rules.context.safer import SaferSelfAssessment
from mips_pi_rules.documents.qpp import to_qpp
from mips_pi_rules.documents.qrda3.document import read_qrda3
from mips_pi_rules.documents.submission import Measurement, MeasurementSet, Proportion, Submission
from mips_pi_rules.errors import ContextError, RulebookError, UnreadableSubmission, UnsupportedYear
from mips_pi_rules.judging.evaluation import evaluate, evaluate_best, evaluate_many
from mips_pi_rules.judging.report import Finding, MeasureResult, Report
from mips_pi_rules.judging.rollup import RollUp, roll_up
from mips_pi_rules.law.rulebook import Rulebook, policy, years
from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.planning import Plan, plan

__all__ = [
    "Context",
    "ContextError",
    "Finding",
    "MeasureResult",
    "Measurement",
    "MeasurementSet",
    "Outcome",
    "Plan",
    "Proportion",
    "Report",
    "RollUp",
    "Rulebook",
    "RulebookError",
    "SaferSelfAssessment",
    "SecurityRiskAnalysis",
    "Submission",
    "UnreadableSubmission",
    "UnsupportedYear",
    "__version__",
    "evaluate",
    "evaluate_best",
    "evaluate_many",
    "plan",
    "policy",
    "read_qrda3",
    "roll_up",
    "to_qpp",
    "years",
]
