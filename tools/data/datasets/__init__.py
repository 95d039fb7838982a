"""The shipped data sets, made again from their sources."""
