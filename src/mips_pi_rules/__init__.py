"""Judge MIPS Promoting Interoperability: is the score forced to 0, and if not, what is it.

`evaluate(submission)` answers for performance years with a policy; every answer names the rule,
the place in the document, the fix and the legal citation.

A name is imported from its module when it is first asked for (PEP 562): importing the package
costs next to nothing, and who evaluates does not wait for plans or for QRDA.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:  # what type checkers and editors see, and no process waits for
    from mips_pi_rules._version import __version__
    from mips_pi_rules.context.attestation import Attestation, Gap
    from mips_pi_rules.context.checklist import Checklist, OpenPractices
    from mips_pi_rules.context.context import (
        Certification,
        Context,
        Eligibility,
        Engagement,
        Evidence,
    )
    from mips_pi_rules.context.printing import Page
    from mips_pi_rules.context.riskanalysis import SecurityRiskAnalysis, SecurityRiskManagement
    from mips_pi_rules.context.safer import SaferSelfAssessment
    from mips_pi_rules.documents.asqpp import to_qpp
    from mips_pi_rules.documents.submission import (
        Measurement,
        MeasurementSet,
        Proportion,
        Submission,
    )
    from mips_pi_rules.errors import (
        AnswerFault,
        AnswersError,
        ContextError,
        Fault,
        RulebookError,
        UnreadableSubmission,
        UnsupportedYear,
    )
    from mips_pi_rules.forms.answers import from_answers
    from mips_pi_rules.forms.answersof import answers_of
    from mips_pi_rules.forms.questions import Question, questions
    from mips_pi_rules.frozenmap import FrozenMap
    from mips_pi_rules.judging.datedqrda3 import read_qrda3
    from mips_pi_rules.judging.evaluation import evaluate, evaluate_best, evaluate_many
    from mips_pi_rules.judging.report import Report
    from mips_pi_rules.judging.results import (
        Assumption,
        Finding,
        MeasureResult,
        ObjectiveResult,
        SetResult,
    )
    from mips_pi_rules.judging.rollup import RollUp, roll_up
    from mips_pi_rules.judging.summary import Failing, MeasureCount, RuleCount, Summary, summarize
    from mips_pi_rules.law.entries import (
        BonusGroup,
        Choice,
        EvidenceLaw,
        Exclusion,
        Flow,
        FlowCondition,
        LastDay,
        Levels,
        Measure,
        Objective,
        PastRoute,
        PreProduction,
        Requirement,
        RiskAnalysis,
        Route,
        RuleInForce,
        SelfAssessment,
        Source,
        SubmissionWindow,
        Suppression,
        Threshold,
        Way,
        YearChange,
    )
    from mips_pi_rules.law.policies import Policy
    from mips_pi_rules.law.readings import Reading
    from mips_pi_rules.law.rulebook import Rulebook, policy, years
    from mips_pi_rules.law.rules import Rule, Words
    from mips_pi_rules.outcomes import Outcome
    from mips_pi_rules.planning import Plan, plan
    from mips_pi_rules.planning.choices import Comparison, OpenExclusion
    from mips_pi_rules.planning.edits import Edit
    from mips_pi_rules.planning.plans import Obstacle, Promises
    from mips_pi_rules.planning.steps import Alternative, Promise, Step
    from mips_pi_rules.reference.statement import facts_of

__all__ = [
    "Alternative",
    "AnswerFault",
    "AnswersError",
    "Assumption",
    "Attestation",
    "BonusGroup",
    "Certification",
    "Checklist",
    "Choice",
    "Comparison",
    "Context",
    "ContextError",
    "Edit",
    "Eligibility",
    "Engagement",
    "Evidence",
    "EvidenceLaw",
    "Exclusion",
    "Failing",
    "Fault",
    "Finding",
    "Flow",
    "FlowCondition",
    "FrozenMap",
    "Gap",
    "LastDay",
    "Levels",
    "Measure",
    "MeasureCount",
    "MeasureResult",
    "Measurement",
    "MeasurementSet",
    "Objective",
    "ObjectiveResult",
    "Obstacle",
    "OpenExclusion",
    "OpenPractices",
    "Outcome",
    "Page",
    "PastRoute",
    "Plan",
    "Policy",
    "PreProduction",
    "Promise",
    "Promises",
    "Proportion",
    "Question",
    "Reading",
    "Report",
    "Requirement",
    "RiskAnalysis",
    "RollUp",
    "Route",
    "Rule",
    "RuleCount",
    "RuleInForce",
    "Rulebook",
    "RulebookError",
    "SaferSelfAssessment",
    "SecurityRiskAnalysis",
    "SecurityRiskManagement",
    "SelfAssessment",
    "SetResult",
    "Source",
    "Step",
    "Submission",
    "SubmissionWindow",
    "Summary",
    "Suppression",
    "Threshold",
    "UnreadableSubmission",
    "UnsupportedYear",
    "Way",
    "Words",
    "YearChange",
    "__version__",
    "answers_of",
    "evaluate",
    "evaluate_best",
    "evaluate_many",
    "facts_of",
    "from_answers",
    "plan",
    "policy",
    "questions",
    "read_qrda3",
    "roll_up",
    "summarize",
    "to_qpp",
    "years",
]

# The module of each name; a test compares this with the imports above.
_HOME: Final = {
    "Alternative": "planning.steps",
    "AnswerFault": "errors",
    "AnswersError": "errors",
    "Assumption": "judging.results",
    "Attestation": "context.attestation",
    "BonusGroup": "law.entries",
    "Certification": "context.context",
    "Checklist": "context.checklist",
    "Choice": "law.entries",
    "Comparison": "planning.choices",
    "Context": "context.context",
    "ContextError": "errors",
    "Edit": "planning.edits",
    "Eligibility": "context.context",
    "Engagement": "context.context",
    "Evidence": "context.context",
    "EvidenceLaw": "law.entries",
    "Exclusion": "law.entries",
    "Failing": "judging.summary",
    "Fault": "errors",
    "Finding": "judging.results",
    "Flow": "law.entries",
    "FlowCondition": "law.entries",
    "FrozenMap": "frozenmap",
    "Gap": "context.attestation",
    "LastDay": "law.entries",
    "Levels": "law.entries",
    "Measure": "law.entries",
    "MeasureCount": "judging.summary",
    "MeasureResult": "judging.results",
    "Measurement": "documents.submission",
    "MeasurementSet": "documents.submission",
    "Objective": "law.entries",
    "ObjectiveResult": "judging.results",
    "Obstacle": "planning.plans",
    "OpenExclusion": "planning.choices",
    "OpenPractices": "context.checklist",
    "Outcome": "outcomes",
    "Page": "context.printing",
    "PastRoute": "law.entries",
    "Plan": "planning",
    "Policy": "law.policies",
    "PreProduction": "law.entries",
    "Promise": "planning.steps",
    "Promises": "planning.plans",
    "Proportion": "documents.submission",
    "Question": "forms.questions",
    "Reading": "law.readings",
    "Report": "judging.report",
    "Requirement": "law.entries",
    "RiskAnalysis": "law.entries",
    "RollUp": "judging.rollup",
    "Route": "law.entries",
    "Rule": "law.rules",
    "RuleCount": "judging.summary",
    "RuleInForce": "law.entries",
    "Rulebook": "law.rulebook",
    "RulebookError": "errors",
    "SaferSelfAssessment": "context.safer",
    "SecurityRiskAnalysis": "context.riskanalysis",
    "SecurityRiskManagement": "context.riskanalysis",
    "SelfAssessment": "law.entries",
    "SetResult": "judging.results",
    "Source": "law.entries",
    "Step": "planning.steps",
    "Submission": "documents.submission",
    "SubmissionWindow": "law.entries",
    "Summary": "judging.summary",
    "Suppression": "law.entries",
    "Threshold": "law.entries",
    "UnreadableSubmission": "errors",
    "UnsupportedYear": "errors",
    "Way": "law.entries",
    "Words": "law.rules",
    "YearChange": "law.entries",
    "__version__": "_version",
    "answers_of": "forms.answersof",
    "evaluate": "judging.evaluation",
    "evaluate_best": "judging.evaluation",
    "evaluate_many": "judging.evaluation",
    "facts_of": "reference.statement",
    "from_answers": "forms.answers",
    "plan": "planning",
    "policy": "law.rulebook",
    "questions": "forms.questions",
    "read_qrda3": "judging.datedqrda3",
    "roll_up": "judging.rollup",
    "summarize": "judging.summary",
    "to_qpp": "documents.asqpp",
    "years": "law.rulebook",
}


def __getattr__(name: str) -> Any:
    module = _HOME.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
