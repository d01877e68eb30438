"""What is left out of a large QRDA III document changes nothing of what is read of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules import UnreadableSubmission
from mips_pi_rules.documents.qrda3 import leavingout, parsing
from mips_pi_rules.documents.qrda3.document import submission_of
from mips_pi_rules.documents.qrda3.leavingout import quiet_entries
from mips_pi_rules.documents.qrda3.parsing import parse
from mips_pi_rules.testing import qrda
from support.cases import full
from support.examples import times
from support.parsing import changed, said

# Of one section, that of the category.
FULL = qrda.document(full(2025)).replace(qrda.quality_section(), "")
FILLING = "<observation>x<value/></observation>"
ORGANIZER = f"<organizer>{FILLING}</organizer>"
ENTRY = f"<entry>{ORGANIZER}</entry>"
YES = qrda.row("PI_EP_2", True)


def beside(*entries: str) -> str:
    """A document with a section of quality measures before the section of the category."""
    section = qrda.section(*entries).replace("10.20.27.2.5", "10.20.27.2.1")
    return changed("    <structuredBody>", f"    <structuredBody>{section}", FULL)


@contextmanager
def limits(small: int, long: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leavingout, "SMALL", small)
        patch.setattr(leavingout, "LONG", long)
        yield


def left_out(text: str) -> list[str]:
    """What is left out of a text where nothing is too short for it."""
    content = text.encode()
    with limits(0, 1):
        return [content[start:end].decode() for start, end in parse(content).left_out]


def outcome(content: bytes) -> Any:
    try:
        return said(submission_of(content))
    except UnreadableSubmission as error:
        return error.args


def holds(content: bytes) -> None:
    with limits(0, 1):
        short = outcome(content)
    with limits(len(content), 1):
        assert outcome(content) == short


def test_an_entry_of_another_section_is_left_out() -> None:
    assert left_out(beside(ENTRY, ENTRY)) == [ORGANIZER, ORGANIZER]
    assert left_out(FULL) == []
    assert left_out(beside("<entry typeCode='>'>x</entry>", ENTRY)) == [ORGANIZER]


@pytest.mark.parametrize(
    "entry",
    [
        "<entry/>",
        "<entry></entry>",
        "<entry typeCode='>'>x</entry>",
        f"<entry note='/>'>{ORGANIZER}</entry>",
        f"<entry><entry>{ORGANIZER}</entry><b/></entry>",
        f"<entry><entry/>{ORGANIZER}</entry>",
        f"<entry><!-- </entry> -->{ORGANIZER}</entry>",
        f"<entry><b><!--> </entry> --></b>{ORGANIZER}</entry>",
        f"<entry><![CDATA[ </entry> ]]>{ORGANIZER}</entry>",
        f"<entry><?a </entry> ?>{ORGANIZER}</entry>",
        f"<entry><?a <!-- --> ?>{ORGANIZER}</entry>",
        f"<entry><![CDATA[ <!-- --> ]]>{ORGANIZER}</entry>",
        f"<entry>an entry{ORGANIZER}</entry>",
        f"<entry>&#120;{ORGANIZER}</entry>",
        f"<entryx>{ORGANIZER}</entryx>",
        f"<b:entry xmlns:b='c'>{ORGANIZER}</b:entry>",
        f"<entry {' ' * 300}>{ORGANIZER}</entry>",
        f"<!-- {ENTRY} -->",
        f"<b><entry>{ORGANIZER}</entry></b>",
        YES,
        qrda.row("PI_EP_1", {"numerator": 1, "denominator": 2}),
        qrda.period("20250101", "20251231"),
    ],
)
def test_what_is_looked_for_or_not_sure_is_kept(entry: str) -> None:
    assert left_out(beside(entry)) == []
    holds(beside(entry, ENTRY).encode())


@pytest.mark.parametrize(
    "entry",
    [
        ENTRY.replace("<", "<x:").replace("<x:/", "</x:"),
        f"<entry typeCode='a'>{ORGANIZER}</entry>",
        f"<entry >{ORGANIZER}</entry >",
        f"<entry>{ORGANIZER}<!-- a --></entry>",
        f"<entry>{ORGANIZER}<!----></entry>",
        f"<entry>{ORGANIZER} what? &amp; ! <entryRelationship/></entry>",
        f"<entry>\u00e9{ORGANIZER}</entry>",
    ],
)
def test_an_entry_is_left_out_however_it_is_written(entry: str) -> None:
    root = '<ClinicalDocument xmlns="urn:hl7-org:v3"'
    text = changed(root, f'{root} xmlns:x="urn:hl7-org:v3"', beside(entry))
    assert len(left_out(text)) == 1
    for codec in ("utf-8", "iso-8859-1", "utf-16"):
        content = text.replace("UTF-8", codec, 1).encode(codec)
        holds(content)
        with limits(0, 1):
            assert len(parse(content).left_out) == 1


def test_an_entry_is_left_out_of_sections_in_sections_alone() -> None:
    inner = qrda.section(ENTRY).replace("10.20.27.2.5", "10.20.27.2.4")
    assert left_out(beside(inner)) == [ORGANIZER]
    assert left_out(beside(f"<b>{inner}</b>")) == []
    assert left_out(changed("<title>", f"{ENTRY}<title>", FULL)) == []
    assert left_out(changed("<entry", f"{ENTRY}<entry", FULL)) == []
    levels = beside("<component><section>" * 40 + ENTRY + "</section></component>" * 40)
    assert left_out(levels) == []


def test_a_small_document_and_a_short_entry_are_kept() -> None:
    content = beside(ENTRY).encode()
    assert list(quiet_entries(content + b" " * leavingout.SMALL)) == []
    long = beside(f"<entry>{'x' * leavingout.LONG}</entry>").encode()
    assert len(list(quiet_entries(long + b" " * leavingout.SMALL))) == 1
    assert list(quiet_entries(long)) == []


def test_what_is_left_out_has_to_be_well_formed() -> None:
    text = beside(f"<entry>{ORGANIZER}<b></entry>").encode()
    holds(text)
    with limits(0, 1), pytest.raises(UnreadableSubmission, match="well-formed"):
        parse(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [("<!--", "-->"), ("<?a ", "?>"), ("<!--", ""), ("<?a ", ""), ("<!-- ?> ", "-->")],
)
def test_a_comment_is_not_parsed_again_for_each_entry_in_it(
    before: str, after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parser begins again with it whenever there is more of it."""
    feed, fed = parsing._feed, []

    def counted(*given: Any, **last: Any) -> None:
        fed.append(given)
        feed(*given, **last)

    monkeypatch.setattr(parsing, "_feed", counted)
    text = beside(before, ENTRY * 50, after, ENTRY)
    holds(text.encode())
    assert len(fed) < 10
    assert left_out(text) == [ORGANIZER] if after else True


def test_memory_does_not_grow_with_what_is_left_out() -> None:
    def kept(times_as_long: int) -> int:
        text = beside(f"<entry>{ORGANIZER * times_as_long * 100}</entry>" * 20)
        return sum(1 for _ in parse(text).top.iter())

    assert kept(1) == kept(5)


PIECES = st.sampled_from(
    [
        *("<entry>", "</entry>", "<entry a='b'>", "<entry/>", "</entry >", "<x:entry>", "entry"),
        *(
            "<!--",
            "<!-->",
            "-->",
            "<![CDATA[",
            "]]>",
            "<?a",
            "?>",
            "&#46;",
            "\u00e9",
            "\n",
            "\r\n",
            "\r",
        ),
        *(ENTRY, ENTRY, ORGANIZER, YES, "<section>", "</section>", "<component>", "</component>"),
        qrda.template("27.2.5"),
        qrda.period("20250101", "20251231"),
    ]
)


@times(4)
@given(st.lists(PIECES, max_size=7), st.lists(PIECES, max_size=7))
def test_leaving_out_changes_nothing_of_what_is_read(before: list[str], after: list[str]) -> None:
    holds(beside("".join(before), ENTRY, "".join(after)).encode())
    holds(changed("<entry", f"{''.join(before)}<entry", FULL).encode())
