"""The figures of chapter 5, one module a page or subject."""
