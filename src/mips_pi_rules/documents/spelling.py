"""How far apart two names are, to find the one that was meant."""


def near(written: str, name: str, most: int = 2) -> bool:
    """Whether at most `most` insertions, deletions or replacements turn one into the other."""
    if abs(len(written) - len(name)) > most:
        return False
    # What both begin with says nothing; most names here begin alike.
    start = 0
    while start < min(len(written), len(name)) and written[start] == name[start]:
        start += 1
    written, name = written[start:], name[start:]
    row = list(range(len(name) + 1))
    for i, a in enumerate(written, 1):
        above, row[0] = row[0], i
        for j, b in enumerate(name, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
        if min(row) > most:
            return False  # no row below has a smaller number
    return row[-1] <= most
