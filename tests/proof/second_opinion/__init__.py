"""A second opinion: a brute-force scorer that shares nothing with the library."""
