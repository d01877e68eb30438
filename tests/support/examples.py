"""How many examples of a property are tried: a multiple of what the profile says."""

from hypothesis import settings


def times(factor: int) -> settings:
    """Settings of so many times the profile's examples, for a property with much to find."""
    return settings(max_examples=factor * settings().max_examples)
