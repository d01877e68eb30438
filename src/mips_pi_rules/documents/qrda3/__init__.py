"""QRDA Category III, read into a Submission."""
