"""What can stop the grader, as opposed to what can be wrong with one submission."""


class GraderError(Exception):
    """Grading cannot go on; the message is one line for the teacher."""


class NotebookError(ValueError):
    """A submission that cannot be read; the message is one line for the teacher and the learner."""
