"""Findings are bounded, placed and in order, and none of that takes more steps than it must."""
