"""What the library raises. Bad data in a readable document is never among it: that is a finding."""

from attrs import frozen

from mips_pi_rules.byvalue import ByValue


class UnreadableSubmission(ValueError):  # noqa: N818 - a name fixed by the public contract
    """The input is no document that can be read at all, so there is nothing to report on.

    Raised for text that is not UTF-8 or not JSON, for NaN or Infinity in it, for a document that
    is not an object, is more than 100 levels deep or larger than 32 MiB, and for an argument that
    is no mapping, str, bytes or Submission; for a QRDA III document that is not safe, not
    well-formed, not a CDA document or in an encoding that is not taken. Holds a sentence and, for
    text, `line` and `column` (1-based); nothing of the input.
    """

    def __init__(self, sentence: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(sentence, line, column)
        self.sentence, self.line, self.column = sentence, line, column

    def __str__(self) -> str:
        """The sentence, with the place where there is one."""
        if self.line is None:
            return self.sentence
        return f"{self.sentence} (line {self.line}, column {self.column})"


class UnsupportedYear(ValueError):  # noqa: N818 - a name fixed by the public contract
    """No rules for this performance year. `years` are those there are."""

    def __init__(self, years: tuple[int, ...]) -> None:
        super().__init__(years)
        self.years = years

    def __str__(self) -> str:
        """Name the years that are supported, never the one that was asked for."""
        return "no policy for this performance year; supported: " + ", ".join(map(str, self.years))


class ContextError(ValueError):
    """A context does not have its form. `field` names where, `sentence` says what belongs there.

    Holds nothing of what stood there.
    """

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(field, sentence)
        self.field, self.sentence = field, sentence

    def __str__(self) -> str:
        """Field and sentence in one line."""
        where = f"{self.field}: " if self.field not in ("", "context") else ""
        return f"context: {where}{self.sentence}"


@frozen(eq=False, repr=False)
class Fault(ByValue):
    """What is wrong with a policy or rule file, and where: `pointer` is a JSON Pointer into it."""

    file: str
    pointer: str
    sentence: str

    def __str__(self) -> str:
        """File, place and sentence in one line."""
        return f"{self.file}{'#' + self.pointer if self.pointer else ''}: {self.sentence}"


class RulebookError(ValueError):
    """Policy or rule files do not follow their schemas, or do not fit together.

    `faults` are all that were found, in the order of the files.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        """One line for each fault."""
        return "\n".join(map(str, self.faults))


class BatchError(Exception):
    """What ends a run over many documents before its time. Its sentence holds nothing of them.

    `of_input`: whether it is about what the run reads, so that no run goes on with that as it is.
    """

    def __init__(self, sentence: str, *, of_input: bool = False) -> None:
        super().__init__(sentence)
        self.of_input = of_input


@frozen(eq=False, repr=False)
class AnswerFault(ByValue):
    """An answer that is not taken: its `field`, and what the field `takes`.

    Of a field that is none of the form `field` is None, and `position` says which of the answers
    it is, the first being 1; its name is the caller's and is not kept.
    """

    field: str | None
    takes: str
    position: int | None = None

    def __str__(self) -> str:
        """Field and what it takes in one line."""
        return f"{self.field or f'answer {self.position}'}: {self.takes}"


class AnswersError(ValueError):
    """Answers of a form that cannot be taken. `faults` are all of them, none holding a value."""

    def __init__(self, faults: tuple[AnswerFault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        """One line for each fault."""
        return "\n".join(map(str, self.faults))


class WrongJson(ValueError):  # noqa: N818 - said as it is
    """JSON that is no value of the kind asked for. `pointer` says where, `sentence` what is wrong.

    Holds nothing of what stood there.
    """

    def __init__(self, pointer: str, sentence: str) -> None:
        super().__init__(pointer, sentence)
        self.pointer, self.sentence = pointer, sentence

    def __str__(self) -> str:
        """Place and sentence in one line."""
        return f"{self.pointer}: {self.sentence}" if self.pointer else self.sentence
