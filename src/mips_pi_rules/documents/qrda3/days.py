"""Days as QRDA III documents write them.

Taken is every form that CMS's converter takes, which removes hyphens and slashes and cuts to the
day; the day must be a real one, where the converter makes February 28 of February 30. Sources: HL7
Version 3 data types (TS); CMSgov/qpp-conversion-tool, FormatHelper and error 44.
"""

import re
from datetime import date
from typing import Final

# A time stamp of CDA: the day, then what is known of the time, fraction and zone.
_CDA = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})"
    r"(?:[0-9]{1,6}(?:[+-][0-9]{1,4})?|[0-9]{6}\.[0-9]+(?:[+-][0-9]{1,4})?)?"
)
_OTHER = re.compile(
    r"([0-9]{4})([-/]?)([0-9]{2})\2([0-9]{2})"
    r"(?:[ Tt]*[0-9:.,]{1,20}(?: ?(?:[Zz]|[+-][0-9:]{1,6}))?)?"
)
_SPACE: Final = " \t\r\n"


def day_of(written: str) -> tuple[date | None, bool]:
    """The day that is written, None where none is, and whether it stands in a form of CDA."""
    if found := _CDA.fullmatch(written):
        year, month, day = found.groups()
    elif found := _OTHER.fullmatch(written.strip(_SPACE)):
        year, month, day = found[1], found[3], found[4]
    else:
        return None, True
    try:
        return date(int(year), int(month), int(day)), found.re is _CDA
    except ValueError:
        return None, True
