"""What many documents have beside them: a key each, and a context out of one file of contexts."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.errors import BatchError
from mips_pi_rules.many import keys
from mips_pi_rules.many.contexts import BRINGS_ITS_OWN, Contexts
from mips_pi_rules.many.contextsfile import read_contexts
from mips_pi_rules.many.rows import Given
from mips_pi_rules.render.entry import printable


@frozen(eq=False, repr=False)
class Beside(ByValue):
    """The field or column that is the key, and the file of contexts with its mark; None is none."""

    field: str | None = None
    contexts: str | None = None
    mark: str | None = None

    @classmethod
    def known(cls, field: str | None, contexts: str | None) -> "Beside":
        """With the mark of what stands in the file of contexts now. Raises OSError."""
        mark = None if contexts is None else sha256(Path(contexts).read_bytes()).hexdigest()
        return cls(field, contexts, mark)

    @property
    def is_nothing(self) -> bool:
        """Whether there is neither a key nor a context."""
        return self.field is None and self.contexts is None

    def of(self, given: Given, names: Sequence[str], key: object = None) -> Given:
        """The document with its key and context. `names` are what it is called, the best first.

        `key` is the value of its column; None: it is looked up in the document.
        """
        found: keys.Key = None
        complaint = None
        if self.field == keys.NAME and names:
            found, complaint = keys.checked(printable(names[0]))
        elif key is not None:
            found, complaint = keys.checked(key)
        elif self.field is not None:
            found, complaint = keys.key_of(given.content, self.field)
        given = given._replace(key=found, complaint=complaint)
        held = None if self.contexts is None else _read(self.contexts, self.mark).held(names, found)
        if held is None:
            return given
        if given.context is not None:
            return given._replace(
                complaint=complaint or f"the document {BRINGS_ITS_OWN}", context_line=held.line
            )
        return given._replace(context=held.context, context_line=held.line)


@cache
def _read(file: str, mark: str | None) -> Contexts:
    """The contexts of a file, once in each process for what stands in it.

    Raises BatchError where it is another file by now.
    """
    content = Path(file).read_bytes()
    if sha256(content).hexdigest() != mark:
        raise BatchError("the file of contexts changed while it was read", of_input=True)
    return read_contexts(BytesIO(content))
