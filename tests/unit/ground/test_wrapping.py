"""Sentences for people are wrapped alike everywhere."""

from mips_pi_rules.wrapping import WIDTH, wrapped


def test_lines_are_no_wider_than_the_width_and_begin_as_told() -> None:
    lines = wrapped("word " * 60, "  1. ", "     ")
    assert max(map(len, lines)) <= WIDTH
    assert lines[0].startswith("  1. word")
    assert all(line.startswith("     word") for line in lines[1:])
    assert " ".join(lines).split() == ["1.", *["word"] * 60]


def test_nothing_is_cut_within_a_word_or_at_a_hyphen() -> None:
    pointer = "/measurementSets/" + "0" * WIDTH
    assert wrapped(f"see {pointer} there") == ["see", pointer, "there"]
    assert wrapped("a-b " * 30)[0].split() == ["a-b"] * (WIDTH // len("a-b "))
