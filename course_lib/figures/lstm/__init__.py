"""The figures of chapter 3, one module a page or subject."""
