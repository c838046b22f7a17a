"""Where a learner's code runs: a process of its own that sees NumPy, a withheld nnlib, and nothing else."""
