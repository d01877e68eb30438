"""JSON text that stands beside a submission: an object, or null for nothing."""

import pytest

from mips_pi_rules import UnreadableSubmission
from mips_pi_rules.documents.jsontext import read_context


@pytest.mark.parametrize("text", ["null", " \tnull\r\n", "\ufeffnull "])
def test_a_context_may_be_null(text: str) -> None:
    assert read_context(text.encode()) is None


@pytest.mark.parametrize("text", ["", "0null", "null0", "null null", "[]", "5"])
def test_another_value_is_no_context(text: str) -> None:
    with pytest.raises(UnreadableSubmission):
        read_context(text.encode())
