"""The years that there are policies for: the text behind `mips-pi years`."""

from mips_pi_rules.law.rulebook import Rulebook


def table(rulebook: Rulebook) -> str:
    """The years with a policy: status, date, minimum period and points, one line each."""
    lines = ["year  status       as of       minimum days  points"]
    for year in rulebook.years():
        policy = rulebook.policy(year)
        days = policy.minimum_days
        lines.append(
            f"{year}  {policy.status:<11}  {policy.as_of}  {days:>12}  {policy.maximum:>6}"
        )
    return "\n".join(lines) + "\n"
