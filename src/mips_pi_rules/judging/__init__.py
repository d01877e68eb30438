"""Facts held against the law: outcomes, points and the report."""
