"""QPP submissions written as QRDA III documents, whole or in pieces, for tests.

The documents are invented, small and of the form that CMS's implementation guides ask for.
"""

from collections.abc import Mapping
from typing import Any, Final

from mips_pi_rules.documents.qrda3.elements import HL7 as _HL7
from mips_pi_rules.documents.qrda3.header import ENTITIES, PROGRAMS
from mips_pi_rules.documents.submission import DEFAULT_PROGRAM
from mips_pi_rules.law.rulebook import policy

HL7: Final = _HL7.rstrip(".")
# By programName and entityType of QPP JSON the program's name in QRDA III.
NAMES: Final = {named: name for name, named in PROGRAMS.items()}
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"


def template(root: str, extension: str = "") -> str:
    """A template id below HL7's root for CDA."""
    written = f' extension="{extension}"' if extension else ""
    return f'<templateId root="{HL7}.10.20.{root}"{written}/>'


def identifier(root: str, extension: str | None) -> str:
    """An id below HL7's root; without extension it has a null flavour."""
    if extension is None:
        return f'<id root="{HL7}.{root}" nullFlavor="NA"/>'
    return f'<id root="{HL7}.{root}" extension="{extension}"/>'


def participant(type_code: str, class_code: str, root: str, extension: str) -> str:
    """A participant that has one id."""
    return f"""\
  <participant typeCode="{type_code}">
    <associatedEntity classCode="{class_code}">
      {identifier(root, extension)}
    </associatedEntity>
  </participant>"""


def cehrt(extension: str) -> str:
    """The participant with the CMS EHR Certification ID."""
    return participant("DEV", "RGPR", "3.2074.1", extension)


def pathway(extension: str) -> str:
    """The participant with the id of a MIPS Value Pathway."""
    return participant("TRC", "PROG", "3.249.5.6", extension)


def performer(npi: str | None, *organization: str) -> str:
    """Who is reported: NPI and the ids of the organization."""
    ids = "\n            ".join(organization)
    return f"""\
      <performer typeCode="PRF">
        <assignedEntity>
          {identifier("4.6", npi)}
          <representedOrganization>
            {ids}
          </representedOrganization>
        </assignedEntity>
      </performer>"""


def recipient(program: str) -> str:
    """The program that the document is for."""
    return f"""\
  <informationRecipient>
    <intendedRecipient>
      {identifier("3.249.7", program)}
    </intendedRecipient>
  </informationRecipient>"""


def count(kind: str, value: str) -> str:
    """The observation of a numerator (kind 31) or denominator (32) with `value` as its value."""
    return f"""\
            <component>
              <observation classCode="OBS" moodCode="EVN">
                {template(f"27.3.{kind}", "2016-09-01")}
                <entryRelationship typeCode="SUBJ" inversionInd="true">
                  <observation classCode="OBS" moodCode="EVN">
                    {template("27.3.3")}
                    <code code="MSRAGG" codeSystem="{HL7}.5.4"/>
                    {value}
                  </observation>
                </entryRelationship>
              </observation>
            </component>"""


def answer(value: str) -> str:
    """The observation of a yes or no with `value` as its value."""
    return f"""\
            <component>
              <observation classCode="OBS" moodCode="EVN">
                {template("27.3.27", "2016-09-01")}
                {value}
              </observation>
            </component>"""


def organizer(kinds: tuple[str, ...], ids: str, components: str) -> str:
    """The entry of a measure with these templates, ids and components."""
    templates = "\n            ".join(template(f"27.3.{kind}", "2017-06-01") for kind in kinds)
    return f"""\
        <entry>
          <organizer classCode="CLUSTER" moodCode="EVN">
            {template("24.3.98")}
            {templates}
            <reference typeCode="REFR">
              <externalDocument classCode="DOC" moodCode="EVN">
                {ids}
              </externalDocument>
            </reference>
{components}
          </organizer>
        </entry>"""


def number(value: object) -> str:
    """The value of a count."""
    return f'<value xsi:type="INT" value="{value}"/>'


def coded(code: object) -> str:
    """The value of a yes or no."""
    return f'<value xsi:type="CD" code="{code}"/>'


def row(measure_id: str, value: object) -> str:
    """The entry of one measure."""
    ids = identifier("3.7031", measure_id)
    if isinstance(value, dict):
        counts = [
            count(kind, number(value[name]))
            for kind, name in (("31", "numerator"), ("32", "denominator"))
        ]
        return organizer(("28",), ids, "\n".join(counts))
    return organizer(("29",), ids, answer(coded("Y" if value else "N")))


def period(low: str, high: str) -> str:
    """The entry with the performance period, each day as eight digits."""
    return f"""\
        <entry typeCode="DRIV">
          <act classCode="ACT" moodCode="EVN">
            {template("17.3.8", "2020-12-01")}
            <effectiveTime>
              <low value="{low}"/>
              <high value="{high}"/>
            </effectiveTime>
          </act>
        </entry>"""


def section(*entries: str) -> str:
    """The section of the category with these entries."""
    inner = "\n".join(entries)
    return f"""\
      <component>
        <section>
        {template("24.2.2")}
        {template("27.2.5", "2020-12-01")}
        <title>Measure Section</title>
        <text>Narrative: not read</text>
{inner}
        </section>
      </component>"""


def quality_section() -> str:
    """A section that is not read, with what would be noticed if it were."""
    ours = template("27.3.29", "2017-06-01")
    other = row("not ours", True).replace(ours, template("27.3.17"))
    inner = "\n".join([other, period("x", "y")])
    return section(inner).replace(f"{HL7}.10.20.27.2.5", f"{HL7}.10.20.27.2.1")


def activities_section(*entries: str) -> str:
    """A section of improvement activities with these entries, which are not read."""
    inner = "\n".join(entries)
    return f"""\
      <component>
        <section>
        {template("27.2.4")}
{inner}
        </section>
      </component>"""


def document(submission: Mapping[str, Any]) -> str:
    """A QPP submission with one measurement set, every field of it given, as a QRDA III document.

    Raises KeyError for a field that is missing; UnsupportedYear for a year without policy.
    """
    law = policy(submission["performanceYear"])
    one = submission["measurementSets"][0]
    entity, program = submission["entityType"], one.get("programName") or DEFAULT_PROGRAM
    # Under SSP_PI the category stands alone.
    alone = law.program_kinds.get(program) == "ssp"
    # Under a MIPS Value Pathway the program is traditional MIPS, and the pathway stands beside it.
    known = NAMES.get((program, entity)) or NAMES[DEFAULT_PROGRAM, entity]
    organization = [
        identifier(root, value)
        for root, value in (
            (ENTITIES.get(entity, "").removeprefix(_HL7), submission.get("entityId")),
            ("4.2", submission.get("taxpayerIdentificationNumber")),
        )
        if value is not None
    ]
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="{XSI}">',
        f"  {template('27.1.1', '2020-12-01')}",
        f"  {template('27.1.2', law.qrda_templates[-1])}",
        "  <title>An invented document</title>",
        recipient(known),
        *([cehrt(one["cehrtId"])] if "cehrtId" in one else ()),
        *([pathway(program)] if (program, entity) not in NAMES else ()),
        '  <documentationOf typeCode="DOC">',
        '    <serviceEvent classCode="PCPR">',
        performer(submission.get("nationalProviderIdentifier"), *organization),
        "    </serviceEvent>",
        "  </documentationOf>",
        "  <component>",
        "    <structuredBody>",
        *(() if alone else (quality_section(),)),
        section(
            *(row(one["measureId"], one["value"]) for one in one["measurements"]),
            period(
                one["performanceStart"].replace("-", ""), one["performanceEnd"].replace("-", "")
            ),
        ),
        "    </structuredBody>",
        "  </component>",
        "</ClinicalDocument>",
    ]
    return "\n".join(parts) + "\n"
