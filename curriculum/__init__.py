"""The course: what is taught, in what order, and how a right answer is told from a wrong one."""
