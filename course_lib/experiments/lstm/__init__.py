"""The experiments of chapter 3, one module a page."""
