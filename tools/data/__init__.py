"""What makes the shipped data: the data sets, and the records of experiments."""
