"""The places where a notebook runs: Binder, Colab, JupyterLab."""
