"""The course web site: every lesson as it looks when it has been worked through, and the guides, as plain files."""
