"""What a command printed for people, without what depends on the width."""


def plain(text: str) -> str:
    """The words of a text with one space between them, however they were wrapped."""
    return " ".join(text.split())
