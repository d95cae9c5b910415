"""Exit statuses by which a notebook's process says why it ended itself."""

OUT_OF_MEMORY = 70
