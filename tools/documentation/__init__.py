"""The parts of the reference pages: a year, a rule, the flows of points, the sources."""
