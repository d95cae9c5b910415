"""The course on Kubernetes: values for Zero to JupyterHub, an image, and what can be checked without a cluster."""
