"""The experiments of chapter 5, one module a page."""
