"""What makes the labs, takes them in, and tries to break their grader."""
