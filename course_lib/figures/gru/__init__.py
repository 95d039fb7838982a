"""The figures of chapter 4, one module a page or subject."""
