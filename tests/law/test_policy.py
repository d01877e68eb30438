"""The policies say what CMS's measure data say, and years differ only where the law does."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from mips_pi_rules import UnsupportedYear, policy, years
from support.cases import BESIDE, POLICY, ROOT, Json, read_json

DATA: Json = read_json(ROOT / "tests" / "data" / "measures.json")["years"]
EVERY = (2022, 2023, 2024, 2025, 2026, 2027)
KEPT = (
    "metricType",
    "reportingCategory",
    "isBonus",
    "exclusions",
    "substitutes",
    "preprod",
    "objective",
)
KINDS = {"proportion": {"proportion"}, "boolean": {"yesNo", "attestation"}}
BASES = {"cms", "observed", "published", "reading"}

every_year = pytest.mark.parametrize("year", EVERY)


def data(year: int) -> Json:
    """CMS's measure data of the year, by measure id."""
    measures: Json = DATA[str(year)]["measures"]
    return measures


def raw(year: int) -> Json:
    whole: Json = read_json(POLICY / f"{year}.json")
    return whole


# CMS's measure data.


@every_year
def test_the_ids_are_those_of_the_measure_data(year: int) -> None:
    assert set(policy(year).roles) == set(data(year))


@every_year
def test_measures_are_of_the_kind_that_the_measure_data_say(year: int) -> None:
    for name, measure in policy(year).measures.items():
        said = data(year)[name]
        assert measure.kind in KINDS[said["metricType"]], name
        assert measure.objective == said["objective"], name
        # What need not be reported has no category in the data.
        assert measure.reporting == (said["reportingCategory"] or "optional"), name
        assert (measure.reporting == "bonus") is said["isBonus"], name


@every_year
def test_the_proportions_are_the_four(year: int) -> None:
    found = {name for name, one in policy(year).measures.items() if one.kind == "proportion"}
    assert found == {"PI_EP_1", "PI_HIE_1", "PI_HIE_4", "PI_PEA_1"}


@every_year
def test_exclusions_are_those_of_the_measure_data(year: int) -> None:
    for name, measure in policy(year).measures.items():
        assert list(measure.exclusions) == data(year)[name]["exclusions"], name
        for one in measure.exclusions:
            assert policy(year).exclusions[one].of == name
    in_data = {name for name, it in data(year).items() if it["reportingCategory"] == "exclusion"}
    assert set(policy(year).exclusions) == in_data
    for name, exclusion in policy(year).exclusions.items():
        said = data(year)[name]
        assert (said["metricType"], said["isBonus"]) == ("boolean", False)
        assert said["objective"] == policy(year).measures[exclusion.of].objective


@every_year
def test_substitutes_are_those_of_the_measure_data(year: int) -> None:
    for entries in (policy(year).measures, policy(year).exclusions):
        for name, entry in entries.items():
            assert list(entry.substitutes) == data(year)[name]["substitutes"], name


@every_year
def test_levels_are_those_of_the_measure_data(year: int) -> None:
    levels = {
        name: [one.pre_production, one.production] for name, one in policy(year).engagement.items()
    }
    assert levels == {name: one["preprod"] for name, one in data(year).items() if one["preprod"]}
    for measure, (before, after) in levels.items():
        assert (before, after) == (f"{measure}_PRE", f"{measure}_PROD")
        assert data(year)[before]["substitutes"] == [after]
        assert data(year)[after]["substitutes"] == [before]


@every_year
def test_two_exclusions_are_refused_together_where_the_data_mark_them_as_substitutes(
    year: int,
) -> None:
    for name, measure in policy(year).measures.items():
        marked = any(data(year)[one]["substitutes"] for one in measure.exclusions)
        assert ("PI402" in measure.rules) is marked, name
        assert ("PI907" in measure.rules) is (len(measure.exclusions) > 1 and not marked), name


@every_year
def test_the_ways_of_exchange_are_what_the_substitutes_mean(year: int) -> None:
    # The data say that one measure of the pair may stand for bi-directional exchange, which must
    # not mean that it does so alone: measures of different ways exclude each other, and the pair
    # stands together.
    (choice,) = policy(year).choices.values()
    ways = [set(way.measures) for way in choice.ways]
    assert {"PI_HIE_1", "PI_HIE_4"} in ways
    every = set().union(*ways)
    for way in ways:
        for name in way:
            assert set(data(year)[name]["substitutes"]) == every - way


@every_year
def test_the_programs_are_those_of_the_measure_data(year: int) -> None:
    programs = {name for names in policy(year).programs.values() for name in names}
    allowed = set(DATA[str(year)]["allowedPrograms"])
    if year == 2022:  # the data of 2022 have no list
        allowed = {"mips", "app1"}
    if year == 2025:  # a reading: listed for some months, and then no more
        allowed |= {"ssp"}
    assert programs == allowed
    kinds = {kind: set(names) for kind, names in policy(year).programs.items()}
    assert kinds.pop("mips") == {"mips"}
    assert kinds.pop("app") == ({"app1", "appPlus"} if year > 2024 else {"app1"})
    assert kinds.pop("ssp", set()) == ({"ssp"} if year > 2024 else set())
    assert all(re.fullmatch(r"[GM][0-9]{4}", name) for name in kinds.pop("mvp", set()))
    assert kinds == {}
    assert set(policy(year).programs) == set(policy(year).weights)


@pytest.mark.beside
def test_our_copy_of_the_measure_data_is_cmss() -> None:
    theirs = {}
    for year, one in read_json(BESIDE / "data" / "pi_measures_by_year.json")["years"].items():
        measures = {each["id"]: {name: each[name] for name in KEPT} for each in one["measures"]}
        theirs[year] = {"allowedPrograms": one["allowedPrograms"], "measures": measures}
    assert theirs == DATA


# Reading a policy.


def test_a_parameter_is_read_in_one_line() -> None:
    assert policy(2025).measures["PI_EP_1"].points == 10
    assert policy(2022).measures["PI_PEA_1"].points == 40
    assert policy(2027).status == "provisional"


def test_the_years_are_from_2022_to_2027() -> None:
    assert years() == EVERY
    assert tuple(policy(year).performance_year for year in years()) == EVERY


@pytest.mark.parametrize("year", [2021, 2028, 0, -2025])
def test_another_year_is_refused_naming_those_there_are(year: Any) -> None:
    with pytest.raises(UnsupportedYear) as raised:
        policy(year)
    assert raised.value.years == EVERY
    assert re.findall(r"\d+", str(raised.value)) == [str(supported) for supported in EVERY]


def test_a_year_that_a_table_made_a_float_is_the_year() -> None:
    year: Any = 2025.0
    assert policy(year) is policy(2025)


@pytest.mark.parametrize("year", [True, "2025", None, 2025.5, float("inf")])
def test_what_is_no_whole_number_is_no_year_that_there_is_not(year: Any) -> None:
    with pytest.raises(TypeError, match=r"^year is a performance year, a whole number$"):
        policy(year)


# Every entry says what it rests on.


def entries(document: Json) -> Iterator[tuple[str, Json]]:
    """Each entry of a policy with its path; all of the law stands in one."""
    for section, content in document.items():
        if section in ("$schema", "meta"):
            continue
        if isinstance(content, list):
            yield from ((f"/{section}/{index}", one) for index, one in enumerate(content))
        elif "basis" in content:
            yield f"/{section}", content
        else:
            yield from ((f"/{section}/{name}", one) for name, one in content.items())


@every_year
def test_every_entry_has_its_basis_and_its_citations(year: int) -> None:
    found = dict(entries(raw(year)))
    assert len(found) > 150
    for path, entry in found.items():
        assert entry["basis"] in BASES, path
        assert entry["cites"], path
        assert len(set(entry["cites"])) == len(entry["cites"]), path


def cites(year: int) -> set[str]:
    return {cite for _, entry in entries(raw(year)) for cite in entry["cites"]}


LEVELS = ("[a-z]", "[0-9]+", "[ivx]+", "[A-Z]", "[0-9]+", "[ivx]+")
SECTIONS = {
    42: {"414.1305", "414.1317", "414.1320", "414.1325"}
    | {"414.1365", "414.1367", "414.1375", "414.1380"}
    | {"512.740"},  # another model's, whose first year is 2027
    45: {"164.308", "164.312", "170.315"},
}


@every_year
def test_citations_of_the_code_have_its_form(year: int) -> None:
    code = [cite for cite in cites(year) if " CFR " in cite]
    assert len(code) > 15
    for cite in code:
        match = re.fullmatch(r"(\d+) CFR (\d+\.\d+)((?:\([A-Za-z0-9]+\))*)", cite)
        assert match, cite
        assert match[2] in SECTIONS[int(match[1])], cite
        for level, form in zip(re.findall(r"\((\w+)\)", match[3]), LEVELS, strict=False):
            assert re.fullmatch(form, level), cite


# Paragraphs by the performance years that they govern; payment years are two later.
GOVERNS = {
    "42 CFR 414.1320(h)": (2022, 2023),
    "42 CFR 414.1320(i)": (2024, 2025, 2026, 2027),
    "42 CFR 414.1375(b)(2)(ii)(C)": (2022, 2023),
    "42 CFR 414.1375(b)(2)(ii)(D)": (2024, 2025, 2026, 2027),
    "42 CFR 414.1325(a)(1)(iii)": (2024, 2025, 2026, 2027),
    "42 CFR 414.1325(f)(2)": (2024, 2025, 2026, 2027),
    "42 CFR 414.1380(c)(2)(i)(C)(12)": (2024, 2025, 2026, 2027),
    "42 CFR 414.1380(c)(2)(i)(A)(3)": EVERY,
    "42 CFR 414.1380(c)(2)(i)(C)(10)": EVERY,
    "42 CFR 414.1317(b)(4)(ii)": EVERY,
    "42 CFR 414.1365(e)(2)(ii)": (2023, 2024, 2025, 2026, 2027),
    "42 CFR 414.1365(e)(2)(ii)(A)": (2023,),  # in that year alone a subgroup by itself
    "42 CFR 414.1365(e)(2)(ii)(B)": (2023,),
    "42 CFR 512.740": (2027,),
    "42 CFR 414.1365(c)(4)(i)(A)": (2023, 2024, 2025, 2026, 2027),
    "42 CFR 414.1365(d)(3)(iv)(A)": (2023, 2024, 2025, 2026, 2027),
    "42 CFR 414.1375(b)(1)": EVERY,
    "42 CFR 414.1375(b)(2)(ii)(A)": EVERY,
    "42 CFR 414.1375(b)(2)(ii)(B)": EVERY,
    "42 CFR 414.1375(b)(3)(i)(A)": EVERY,
    "42 CFR 414.1375(b)(3)(i)(B)": EVERY,
    "42 CFR 414.1375(b)(3)(iii)(A)": EVERY,
    "42 CFR 414.1380(b)(4)(ii)(A)": EVERY,
    "42 CFR 414.1367(d)(1)(iv)": EVERY,
    # Of earlier years, of other categories, or reserved.
    "42 CFR 414.1320(f)": (),
    "42 CFR 414.1320(g)": (),
    "42 CFR 414.1325(f)(1)": (),
    "42 CFR 414.1375(b)(2)(i)": (),
    "42 CFR 414.1375(b)(3)(ii)": (),
    "42 CFR 414.1375(b)(3)(iii)(B)": (),
    "42 CFR 414.1380(b)(4)(i)": (),
    "42 CFR 414.1380(c)(2)(i)(C)(11)": (),
}


@pytest.mark.parametrize("paragraph", GOVERNS)
def test_a_paragraph_is_cited_in_the_years_it_governs(paragraph: str) -> None:
    cited = tuple(
        year
        for year in EVERY
        if any(one == paragraph or one.startswith(f"{paragraph}(") for one in cites(year))
    )
    assert cited == GOVERNS[paragraph]


@every_year
def test_the_final_rule_of_the_year_is_among_its_sources(year: int) -> None:
    rules = {
        2022: "86 FR 64996",
        2023: "87 FR 69404",
        2024: "88 FR 78818",
        2025: "89 FR 97710",
        2026: "90 FR 49266",
    }
    named = {one.id for one in policy(year).sources} & set(rules.values())
    assert named == ({rules[year]} if year in rules else set())  # that of 2027 was not read


# CMS EHR Certification IDs.

TAIL = "C7Z2M4H6K8P"
STARTS = ("0014", "0015", "XX15", "2024", "2025", "2026", "2027", "2028")


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_forms_that_are_still_printed_are_those_of_the_year_and_the_one_before(
    year: int,
) -> None:
    form = policy(year).parameters["cehrtIdPrinted"]
    written = (f"{start}{TAIL}" for start in STARTS)
    printed = {one for one in written if re.search(form["pattern"], one)}
    assert printed == {f"{year - 1}{TAIL}", f"{year}{TAIL}"}


# Points that were seen in CMS's scores: through 2024, and of what was reported then. Exchange under
# TEFCA was new, and its points stand in guides alone.

SEEN = {"PI_EP_1", "PI_EP_2", "PI_HIE_1", "PI_HIE_4", "PI_HIE_5", "PI_PEA_1"}
SEEN |= {"PI_PHCDRR_1", "PI_PHCDRR_3"}


@every_year
def test_points_rest_on_scores_through_2024_and_on_guides_from_2025(year: int) -> None:
    law = policy(year)
    points = {name: one for name, one in law.measures.items() if one.points is not None}
    assert set(points) == SEEN - ({"PI_EP_2"} if year == 2022 else set()) | (
        {"PI_HIE_6"} if year > 2022 else set()
    )
    found = [(name in SEEN, one) for name, one in points.items()]
    for seen, one in [*found, *((True, group) for group in law.bonus_groups)]:
        basis, source = "published", "Professional guides"
        if seen and year <= 2024:
            basis, source = "observed", "CMS published scores"
        assert (one.basis, one.cites[-1]) == (basis, source)


@every_year
def test_what_the_law_does_not_date_is_a_reading_in_its_first_year(year: int) -> None:
    # 42 CFR 414.1325(a)(1)(iii) and (f)(2) were written for 2025: that they held in 2024 is read.
    law = raw(year)
    bases = [one["basis"] for one in (law["gapCountsAs"], law["sets"]["conflicts"])]
    bases.append(law["submissions"]["basis"])
    wanted = "reading" if year == 2024 else "cms"
    through_2023 = ["cms", "reading", "published"]  # a gap forced 0, and conflicting data did
    assert bases == (through_2023 if year < 2024 else [wanted] * 3)


# Routes to reweighting, 42 CFR 414.1380(c)(2) and 414.1365(e)(2): by whom, from when, by
# application (a), not (n) or by documents (d), and whether data void it.

INDIVIDUAL, GROUPS, SUBGROUP, APM = {"individual"}, {"group", "virtualGroup"}, {"subgroup"}, {"apm"}
SELF = INDIVIDUAL | GROUPS
ROUTES: dict[str, tuple[set[str], str, bool]] = {
    "newPractice": (INDIVIDUAL, "n", True),
    "joinedPractice": (INDIVIDUAL, "n", True),
    "nonPatientFacing": (SELF | SUBGROUP, "n", True),
    "hospitalBased": (SELF | SUBGROUP, "n", True),
    "ascBased": (INDIVIDUAL, "n", True),
    "smallPractice": (SELF | SUBGROUP | APM, "n", True),
    "insufficientInternet": (SELF, "a", True),
    "extremeCircumstancesCehrt": (SELF, "a", True),
    "extremeCircumstancesArea": (INDIVIDUAL, "n", True),
    "noControlOverCehrt": (SELF, "a", True),
    "decertifiedEhr": (SELF, "a", True),
    "intermediaryFailure": (SELF, "d", True),
    "dataCompromised": (SELF, "n", False),
    "extremeCircumstancesApmEntity": (APM, "a", False),
    "allCliniciansQualify": (GROUPS | SUBGROUP | APM, "n", True),
}
ITS_OWN_IN_2023 = {"extremeCircumstancesCehrt", "dataCompromised"}
# What no text of CMS says, but guides do.
PUBLISHED = {("smallPractice", "virtualGroup"), ("smallPractice", "apm")}
PUBLISHED |= {("allCliniciansQualify", "apm")}


@every_year
def test_each_route_is_open_to_whom_the_law_opens_it(year: int) -> None:
    found: dict[str, set[str]] = {}
    for route in policy(year).reweighting:
        assert not found.get(route.id, set()) & set(route.who), "a submitter has a route once"
        found.setdefault(route.id, set()).update(route.who)
        assert route.since is None or route.since <= year
        assert route.until is None or year <= route.until
        if route.by == "clinicianType":
            assert (route.who, route.application, route.voided_by_data) == (
                ("individual",),
                False,
                True,
            )
            continue
        _, how, voided = ROUTES[route.id]
        assert route.voided_by_data is voided
        assert (route.application, route.documents_until is not None) == (how == "a", how == "d")
        for who in route.who:
            reading = route.id in ("newPractice", "joinedPractice")  # of what data do to it
            basis = "published" if (route.id, who) in PUBLISHED else "cms"
            assert route.basis == ("reading" if reading else basis), (route.id, who)
    wanted = {
        name: who - (SUBGROUP if year == 2022 else set())
        | (SUBGROUP if year == 2023 and name in ITS_OWN_IN_2023 else set())
        for name, (who, _, _) in ROUTES.items()
        if name != "intermediaryFailure" or year >= 2024
    }
    types = {one.id for one in policy(year).reweighting if one.by == "clinicianType"}
    assert {name: who for name, who in found.items() if name not in types} == wanted


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_documents_on_an_intermediary_are_taken_until_the_first_of_november(year: int) -> None:
    (route,) = (one for one in policy(year).reweighting if one.id == "intermediaryFailure")
    assert route.documents_until is not None
    assert (route.documents_until.month, route.documents_until.day) == (11, 1)


# Checklists of the SAFER guide.


@every_year
def test_the_checklist_has_its_number_of_practices_and_each_of_them_a_topic(year: int) -> None:
    law = policy(year).evidence.safer_self_assessment
    if year > 2025:
        assert (law.edition, law.practice_count, law.practices) == ("2025", 16, ())
        assert not law.topics
        return
    assert (law.edition, law.practice_count, len(law.practices)) == ("2016", None, 18)
    assert tuple(law.topics) == law.practices
    assert {name.partition(".")[0] for name in law.practices} == set(law.topic_groups)


def test_2027_says_what_is_not_known_of_it() -> None:
    said = {one.id: one.statement for one in policy(2027).readings if one.scope == "standing"}
    assert "may still be 0 at CMS" in said["year-2027"]
    assert "prior authorization" in said["year-2027"]
    assert "Shared Savings Program" in said["aco-2027"]
    sources = {one.id for one in policy(2027).sources}
    assert {"91 FR 43842", "89 FR 8758"} <= sources


# What changes from year to year.


def by_name(items: list[Any]) -> Json | None:
    """The list as a mapping, where its entries have ids or are flows; else None."""
    if items and all(isinstance(one, dict) and "who" in one for one in items):  # routes
        return {f"{one['id']} of {' and '.join(one['who'])}": one for one in items}
    if items and all(isinstance(one, dict) and "id" in one for one in items):
        return {one["id"]: one for one in items}
    if items and all(isinstance(one, dict) and "from" in one for one in items):
        return {f"{one['from']} to {' and '.join(one['to'])}": one for one in items}
    return None


def changes(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """The paths at which two policies differ: + added, - taken away, ~ changed."""
    if isinstance(before, list) and isinstance(after, list):
        named = by_name(before), by_name(after)
        if None not in named:
            before, after = named
    if isinstance(before, dict) and isinstance(after, dict):
        for name in before.keys() | after.keys():
            here = f"{path}/{name}"
            if name not in before:
                yield f"+ {here}"
            elif name not in after:
                yield f"- {here}"
            else:
                yield from changes(before[name], after[name], here)
    elif before != after:
        yield f"~ {path}"


# From the law and CMS's measure data, by hand. A path that is not here is a change nobody meant.
FROM_2024_TO_2025 = {
    # The Shared Savings Program's own name for its submissions.
    "+ /weights/ssp",
    "+ /readings/ssp-2025",
    # Two exclusions of the PDMP query are substitutes of each other, so they are refused together.
    "~ /exclusions/PI_EP_2_EX_1/substitutes",
    "~ /exclusions/PI_EP_2_EX_2/substitutes",
    "~ /measures/PI_EP_2/rules",
    "- /rules/PI907",
    # Electronic case reporting is suppressed: its points go nowhere, a no counts, a yes still asks
    # for its level, and a second period in pre-production is no failure.
    "+ /suppressed/PI_PHCDRR_3",
    "~ /measures/PI_PHCDRR_3/rules",
    "+ /rules/PI503",
    "+ /outcomes/suppressedYesLevel",
    "+ /outcomes/suppressedPreProduction",
    "+ /readings/suppressed-yes-level",
    "+ /readings/suppressed-preproduction",
    "- /flows/PI_PHCDRR_1 to PI_PHCDRR_3/if/notExcluded",
    "~ /flows/PI_PHCDRR_1 to PI_PHCDRR_3/basis",
    "~ /flows/PI_PHCDRR_1 to PI_PHCDRR_3/cites",
    "- /flows/PI_PHCDRR_3 to PI_PHCDRR_1",
    "- /flows/PI_PHCDRR_1 to PI_PEA_1",
    "- /flows/PI_PHCDRR_3 to PI_PEA_1",
    # Pre-production again counts as met where the measure is suppressed.
    "+ /rules/PI508",
    # Certification ids of the form 2025C.
    "~ /parameters/cehrtId/pattern",
    "~ /parameters/cehrtId/examples",
    # That referrals count is settled from 2025.
    "~ /outcomes/referral/basis",
    "~ /rules/PI110/basis",
    "- /readings/referral-2024",
    # That a gap makes a submission incomplete, and that the highest of several counts, is settled
    # from 2025 too.
    "~ /gapCountsAs/basis",
    "~ /sets/conflicts/basis",
    "~ /submissions/basis",
    # The points were last seen in CMS's scores of 2024.
    *(
        f"~ {entry}/{member}"
        for entry in (
            *(f"/measures/{name}" for name in sorted(SEEN)),
            "/bonusGroups/publicHealth",
        )
        for member in ("basis", "cites")
    ),
    # No clinician type is reweighted without application any more.
    "- /reweighting/clinicalSocialWorker of individual",
    "+ /pastRoutes/clinicalSocialWorker",
}
FROM_2026_TO_2027 = {
    "~ /parameters/cehrtId/pattern",
    "~ /parameters/cehrtId/examples",
    "- /readings/cehrt-2026",
    "+ /readings/cehrt-2027",
    # The form printed until the end of 2026 beside the new one.
    "~ /parameters/cehrtIdPrinted/pattern",
    "~ /parameters/cehrtIdPrinted/examples",
    "+ /readings/year-2027",
    "+ /readings/aco-2027",
}


@pytest.mark.parametrize(
    ("before", "after", "meant"), [(2024, 2025, FROM_2024_TO_2025), (2026, 2027, FROM_2026_TO_2027)]
)
def test_years_differ_only_where_the_law_or_the_data_changed(
    before: int, after: int, meant: set[str]
) -> None:
    first, second = raw(before), raw(after)
    del first["meta"], second["meta"]
    assert set(changes(first, second)) == meant


def test_a_change_of_any_kind_is_seen() -> None:
    one = {"a": {"b": 1, "c": [1, 2]}, "l": [{"id": "x", "v": 1}, {"id": "y"}]}
    other = {"a": {"b": 2, "c": [2, 1], "d": 0}, "l": [{"id": "x", "v": 2}]}
    assert set(changes(one, other)) == {"~ /a/b", "~ /a/c", "+ /a/d", "~ /l/x/v", "- /l/y"}
    flows = [{"from": "p", "to": ["q", "r"]}, {"from": "q", "to": ["r"]}]
    assert set(changes(flows, flows[:1])) == {"- /q to r"}
    assert set(changes(flows, flows)) == set()


@every_year
def test_the_order_of_the_flows_is_the_same_in_every_year(year: int) -> None:
    # Points move in this order; what a measure received moves on with it.
    order = ["PI_EP_2", "PI_EP_1", "PI_HIE_4", "PI_HIE_1", "PI_PHCDRR_1", "PI_PHCDRR_3"]
    sources = [flow.source for flow in policy(year).flows]
    firsts = list(dict.fromkeys(sources))
    assert firsts == [name for name in order if name in firsts]
    wanted = set(order) - ({"PI_EP_2"} if year == 2022 else set())
    assert set(firsts) == wanted - ({"PI_PHCDRR_3"} if year == 2025 else set())


@every_year
def test_base_points_of_each_way_add_up_to_the_maximum(year: int) -> None:
    (choice,) = policy(year).choices.values()
    chosen = {name for way in choice.ways for name in way.measures}
    measures = policy(year).measures
    rest = sum(one.points or 0 for name, one in measures.items() if name not in chosen)
    for way in choice.ways:
        assert rest + sum(measures[name].points or 0 for name in way.measures) == 100
    assert policy(year).maximum == 100
