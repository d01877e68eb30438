"""Days as QRDA III documents write them.

Taken is what CMS's converter takes: it trims, removes hyphens and slashes and cuts to eight digits.
But the day must be a real one, where the converter makes February 28 of February 30. Sources: HL7
Version 3 data types (TS); CMSgov/qpp-conversion-tool, FormatHelper and error 44.
"""

import re
from datetime import date
from typing import Final

# A time stamp of CDA: the day, then what is known of the time, fraction and zone.
_CDA: Final = re.compile(
    r"[0-9]{8}(?:[0-9]{1,6}(?:[+-][0-9]{1,4})?|[0-9]{6}\.[0-9]+(?:[+-][0-9]{1,4})?)?"
)
_DIGITS: Final = re.compile("[0-9]{8}")
_SPACE: Final = " \t\r\n"


def day_of(written: str) -> tuple[date | None, bool]:
    """The day that is written, None where none is, and whether it stands in a form of CDA."""
    if _CDA.fullmatch(written):
        digits, as_cda = written[:8], True
    else:
        bare = written.strip(_SPACE).replace("-", "").replace("/", "")
        digits, as_cda = bare[:8], False
    if not _DIGITS.fullmatch(digits):
        return None, True
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])), as_cda
    except ValueError:
        return None, True
