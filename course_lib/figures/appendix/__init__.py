"""The figures of the appendix, one module a page or subject."""
