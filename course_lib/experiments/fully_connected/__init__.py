"""The experiments of chapter 1, one module a page."""
