"""What the law says; it knows no submission."""
