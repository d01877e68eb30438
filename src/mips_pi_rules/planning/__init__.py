"""The way out of zero: what to change, what must be true first, and what would score more.

`plan` tries changes of the document and promises only what evaluating the changed one gave.
"""

from mips_pi_rules.law.calendar import last_start_day
from mips_pi_rules.planning.plans import Plan, plan

__all__ = ["Plan", "last_start_day", "plan"]
