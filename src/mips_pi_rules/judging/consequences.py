"""What follows once a document is judged: its conflicts, and what data mean for a reweighting."""

from attrs import evolve

from mips_pi_rules.facts.defects import Defects, note
from mips_pi_rules.facts.values import JudgmentRecord, WholeFacts
from mips_pi_rules.judging.checkeddocument import Checked
from mips_pi_rules.judging.checking import check_judgment
from mips_pi_rules.judging.exact import as_number
from mips_pi_rules.judging.findings import Broken
from mips_pi_rules.judging.judgment import Judgment
from mips_pi_rules.law.entries import Route
from mips_pi_rules.law.year import Year
from mips_pi_rules.outcomes import COUNTING, Outcome


def consequences(year: Year, checked: Checked, judgment: Judgment) -> list[Broken]:
    """The rules over the finished judgment that do not hold."""
    if not checked.routes and not judgment.conflicts:
        return []
    law = tuple(cite for route in _decisive(checked, judgment) for cite in route.cites)
    found = check_judgment(year, WholeFacts(_record(year, checked, judgment)))
    return [
        one if one.defects else evolve(one, cites=tuple(dict.fromkeys((*law, *one.cites))))
        for one in found
    ]


def _decisive(checked: Checked, judgment: Judgment) -> tuple[Route, ...]:
    """The routes that decide: those that hold whatever was submitted, unless it is refused."""
    holding = tuple(route for route in checked.routes if not route.voided_by_data)
    return checked.routes if judgment.submitted is Outcome.REJECTED else holding or checked.routes


def _record(year: Year, checked: Checked, judgment: Judgment) -> JudgmentRecord:
    defects: Defects = {}
    for measure, pointer in judgment.conflicts:
        title = year.policy.measures[measure].title
        note(defects, "conflicts", pointer, measureId=measure, title=title)
    record: JudgmentRecord = {"defects": defects}
    if checked.routes:
        outcome, worth = judgment.submitted, judgment.submitted_worth
        hold = any(not route.voided_by_data for route in checked.routes)
        counts = outcome in COUNTING
        record["routes"] = [route.title for route in _decisive(checked, judgment)]
        record["score"] = None if worth is None else as_number(worth)
        record["voids"] = counts and not hold
        record["incompleteKeeps"] = outcome is Outcome.INCOMPLETE and not hold
        record["rejectedKeeps"] = outcome is Outcome.REJECTED
        record["holdsAnyway"] = hold and outcome is not Outcome.REJECTED
    return record
