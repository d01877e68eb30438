"""QRDA III documents of our own for tests: a QPP submission written as QRDA, and its pieces."""

from mips_pi_rules import policy
from support.cases import Json

HL7 = "2.16.840.1.113883"
PROGRAMS = {
    ("mips", "individual"): "MIPS_INDIV",
    ("mips", "group"): "MIPS_GROUP",
    ("mips", "virtualGroup"): "MIPS_VIRTUALGROUP",
    ("mips", "apm"): "MIPS_APMENTITY",
    ("mips", "subgroup"): "MIPS_SUBGROUP",
    ("app1", "individual"): "MIPS_APP1_INDIV",
    ("app1", "group"): "MIPS_APP1_GROUP",
    ("app1", "apm"): "MIPS_APP1_APMENTITY",
    ("appPlus", "individual"): "APP_PLUS_INDIV",
    ("appPlus", "group"): "APP_PLUS_GROUP",
    ("appPlus", "apm"): "APP_PLUS_APMENTITY",
    ("ssp", "individual"): "SSP_PI_INDIV",
    ("ssp", "group"): "SSP_PI_GROUP",
    ("ssp", "apm"): "SSP_PI_APMENTITY",
}
ENTITIES = {"virtualGroup": "3.249.5.2", "apm": "3.249.5.4", "subgroup": "3.249.5.5"}
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def template(root: str, extension: str = "") -> str:
    written = f' extension="{extension}"' if extension else ""
    return f'<templateId root="{HL7}.10.20.{root}"{written}/>'


def identifier(root: str, extension: str | None) -> str:
    if extension is None:
        return f'<id root="{HL7}.{root}" nullFlavor="NA"/>'
    return f'<id root="{HL7}.{root}" extension="{extension}"/>'


def participant(type_code: str, class_code: str, root: str, extension: str) -> str:
    return f"""\
  <participant typeCode="{type_code}">
    <associatedEntity classCode="{class_code}">
      {identifier(root, extension)}
    </associatedEntity>
  </participant>"""


def cehrt(extension: str) -> str:
    return participant("DEV", "RGPR", "3.2074.1", extension)


def pathway(extension: str) -> str:
    return participant("TRC", "PROG", "3.249.5.6", extension)


def performer(npi: str | None, *organization: str) -> str:
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
    return f"""\
            <component>
              <observation classCode="OBS" moodCode="EVN">
                {template("27.3.27", "2016-09-01")}
                {value}
              </observation>
            </component>"""


def organizer(kinds: tuple[str, ...], ids: str, components: str) -> str:
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
    return f'<value xsi:type="INT" value="{value}"/>'


def coded(code: object) -> str:
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


def document(submission: Json) -> str:
    """A QPP submission with one measurement set as a QRDA III document."""
    one = submission["measurementSets"][0]
    entity, program = submission["entityType"], one.get("programName", "mips")
    known = PROGRAMS.get((program, entity)) or PROGRAMS["mips", entity]
    organization = [
        identifier(root, value)
        for root, value in (
            (ENTITIES.get(entity, ""), submission.get("entityId")),
            ("4.2", submission.get("taxpayerIdentificationNumber")),
        )
        if value is not None
    ]
    templates = policy(submission["performanceYear"]).raw["meta"]["qrdaTemplates"]
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="{XSI}">',
        f"  {template('27.1.1', '2020-12-01')}",
        f"  {template('27.1.2', templates[-1])}",
        "  <title>An invented document</title>",
        recipient(known),
        *([cehrt(one["cehrtId"])] if "cehrtId" in one else ()),
        *([pathway(program)] if (program, entity) not in PROGRAMS else ()),
        '  <documentationOf typeCode="DOC">',
        '    <serviceEvent classCode="PCPR">',
        performer(submission.get("nationalProviderIdentifier"), *organization),
        "    </serviceEvent>",
        "  </documentationOf>",
        "  <component>",
        "    <structuredBody>",
        quality_section(),
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
