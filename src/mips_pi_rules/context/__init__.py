"""What is known beside a submission."""
