"""What makes, checks and packs the website."""
