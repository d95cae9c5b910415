"""A JupyterHub that a council can host."""
