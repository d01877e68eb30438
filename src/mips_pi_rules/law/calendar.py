"""The calendar of a performance year: its first and last days and its deadlines.

Every number comes from the policy of the year; dates here only count.
"""

from datetime import date

from mips_pi_rules.law.policies import Policy


def year_start(policy: Policy) -> date:
    """The first day of the performance year."""
    return date(policy.performance_year, 1, 1)


def year_end(policy: Policy) -> date:
    """The last day of the performance year."""
    return date(policy.performance_year, 12, 31)


def last_start_day(policy: Policy) -> date:
    """The last day on which a period of the required length can start within the year."""
    return date.fromordinal(year_end(policy).toordinal() - policy.minimum_days + 1)


def submission_closes(policy: Policy) -> date:
    """The last day on which the year is submitted, unless CMS names a later one."""
    window = policy.submission_window
    return date(policy.performance_year + 1, window.month, window.day)


def registration_due(policy: Policy, start: date) -> date | None:
    """The last day to register with a public-health agency for a period that starts on `start`.

    The first day of the period counts as the first day. None where the year asks for none.
    """
    limit = policy.pre_production
    if limit is None:
        return None
    last = start.toordinal() + limit.registration_days - 1
    return date.fromordinal(min(last, date.max.toordinal()))
