"""The figures of chapter 1, one module a page or subject."""
