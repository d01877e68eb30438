"""Where the documents stand in a text that holds several, one after another or in an array."""

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.command.wrappers import DECODER
from mips_pi_rules.documents.positions import after_space


@frozen(eq=False, repr=False)
class Span(ByValue):
    """Where a document stands in a text that holds several."""

    start: int
    end: int
    in_array: bool


def spans_in(text: str) -> tuple[list[Span], bool]:
    """The documents that stand in a text one after another, and whether there is nothing else.

    Of one that is broken the span goes to the end of the text. None when the text does not begin
    with an object or an array of objects.
    """
    spans: list[Span] = []
    at = after_space(text, 0)
    while at < len(text):
        in_array = text[at] == "["
        begin = after_space(text, at + 1) if in_array else at
        if text[begin : begin + 1] != "{":
            return [], False
        while True:
            try:
                end = DECODER.raw_decode(text, begin)[1]
            except (ValueError, RecursionError):
                return [*spans, Span(begin, len(text), in_array)] if spans else [], False
            spans.append(Span(begin, end, in_array))
            at = after_space(text, end)
            if not in_array:
                break
            mark = text[at : at + 1]
            at = begin = after_space(text, at + 1)
            if mark == "]":
                break
            if mark != ",":
                return [*spans, Span(end, len(text), in_array)], False
    return spans, bool(spans)
