"""The command mips-pi."""
