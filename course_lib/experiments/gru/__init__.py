"""The experiments of chapter 4, one module a page."""
