"""The law for people: explained, compared, printed."""
