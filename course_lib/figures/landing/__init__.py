"""The figures of the welcome page."""
