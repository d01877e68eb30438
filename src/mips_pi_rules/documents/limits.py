"""How large a document may be, whatever its form."""

from typing import Final

MAX_BYTES: Final = 32 * 1024 * 1024
TOO_LARGE: Final = "the document is larger than 32 MiB"
