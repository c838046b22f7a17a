"""Grades notebooks: hidden tests here, the learner's code in a sandbox, and only values in between."""
