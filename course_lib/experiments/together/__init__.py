"""The experiments of chapter 6, one module a page."""
