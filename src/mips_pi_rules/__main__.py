"""`python -m mips_pi_rules` is the command mips-pi."""

import sys

from mips_pi_rules.command.main import main

if __name__ == "__main__":
    sys.exit(main())
