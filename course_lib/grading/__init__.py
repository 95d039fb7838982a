"""Labs: exercises, their checks, and what grades them."""
