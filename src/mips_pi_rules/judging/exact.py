"""Points without rounding, as numbers that are exact, and as JSON has them."""

from fractions import Fraction

from mips_pi_rules.outcomes import Number

Exact = int | Fraction  # an int where it is whole: most points are, and ints are fast


def exact(points: Number | Fraction) -> Exact:
    """A number of points without rounding; a float is taken as the decimal it prints as."""
    if type(points) is int:
        return points
    value = Fraction(str(points)) if isinstance(points, float) else points
    return value.numerator if value.denominator == 1 else value


def as_number(points: Exact) -> Number:
    """Points as JSON has them: an int where they are whole, else a float."""
    return points if isinstance(points, int) else points.numerator / points.denominator
