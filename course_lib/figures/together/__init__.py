"""The figures of chapter 6, one module a page or subject."""
