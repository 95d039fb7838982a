"""The shipped data sets, made again from their sources; it may import the library alone."""
