"""What is fast and what is not, measured beside the peers: `python -m benchmarks [name ...]`."""
