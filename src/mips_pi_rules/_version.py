"""The version of the library, in one place for the package and its metadata."""

__version__ = "1.0.0rc1"
