"""What the caller has, read into a Submission; no law."""
