"""The experiments of chapter 2, one module a page."""
