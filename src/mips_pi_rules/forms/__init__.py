"""The form of a year: its questions from the law, and answers turned into a submission."""
