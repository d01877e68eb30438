"""What was said, measure by measure: complete here, never changed later."""
