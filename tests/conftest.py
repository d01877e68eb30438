"""How every test runs: one profile for what hypothesis makes up.

Properties have no deadline, so that a busy machine fails none of them. In CI, and in `make test`,
the same examples come each time; EXAMPLES=20 (`make prove`) tries twenty times as many.
"""

import os

from hypothesis import HealthCheck, settings

EXAMPLES = 40

settings.register_profile(
    "house",
    deadline=None,
    derandomize="CI" in os.environ,
    max_examples=EXAMPLES * int(os.environ.get("EXAMPLES", "1")),
    suppress_health_check=[HealthCheck.too_slow],  # it looks at a clock, as a deadline does
)
settings.load_profile("house")
