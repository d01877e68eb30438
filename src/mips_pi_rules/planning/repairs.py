"""What may mend a broken rule: candidate steps, the smallest claim first.

A rule is known here by the place it is about, never by its number, so that rules of your own are
mended like the shipped ones.
"""

from collections.abc import Callable

from mips_pi_rules.planning.bench import Bench, Blow, Look
from mips_pi_rules.planning.changes import Json, Step
from mips_pi_rules.planning.rowsteps import RowSteps


def candidates(bench: Bench, root: Json, look: Look, blow: Blow) -> list[Step]:
    """Steps any of which may mend the broken rule; none where nothing in the document does."""
    steps, rule = RowSteps(bench, root, look, blow), blow.broken.rule
    if rule.defect is not None:
        make = _BY_DEFECT.get(rule.defect)
        return make(steps) if make else []
    if rule.at.startswith("/choices/"):
        return steps.choice()
    part = rule.at.split("/")[1] if rule.at else ""
    make = _BY_PLACE.get(rule.at) or _BY_PLACE.get(f"/{part}/")
    if make is None and steps.measure is not None:
        return steps.answers()
    return [*steps.misspelt(), *(make(steps) if make else ())]


_BY_DEFECT: dict[str, Callable[[RowSteps], list[Step]]] = {
    "shapes": RowSteps.empty_list,
    "categories": RowSteps.category,
    "submissionMethods": RowSteps.method,
    "measureIds": RowSteps.remove_row,
    "unknownMeasures": RowSteps.remove_row,
    "duplicateMeasures": RowSteps.remove_row,
    "yesNoValues": RowSteps.malformed,
    "proportionValues": RowSteps.malformed,
    "counts": RowSteps.malformed,
    "bounds": RowSteps.malformed,
    "dates": RowSteps.period,
    "cehrtIds": RowSteps.certification,
    "duplicateSets": RowSteps.remove,
    "programsMisplaced": RowSteps.program_up,
    "programs": RowSteps.program,
}
_BY_PLACE: dict[str, Callable[[RowSteps], list[Step]]] = {
    "/cehrtId": RowSteps.certification,
    "/entityType": RowSteps.entity_type,
    "/programName": RowSteps.program,
    "/measurementSets": RowSteps.add_set,
    "/measurements": RowSteps.first_row,
    "/exclusionBesideMeasure": RowSteps.exclusion_beside,
    "/exclusionRows": RowSteps.one_exclusion,
    "/levelRows": RowSteps.one_level,
    "/identifiers/": RowSteps.identifier,
    "/period/": RowSteps.period,
}
