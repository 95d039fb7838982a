"""The experiments of the appendix, one module a page."""
