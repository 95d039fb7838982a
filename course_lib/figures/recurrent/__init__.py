"""The figures of chapter 2, one module a page or subject."""
