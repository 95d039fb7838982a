"""What Sphinx needs beyond Jupyter Book: the extensions that `_config.yml` names."""
