"""The exercises of the labs, a module for each: the right answers are here."""
