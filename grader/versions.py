"""Many versions of a function in one sandbox, under names of their own, judged one at a time.

The known mistakes and the mutants of a solution are hundreds; a sandbox for each would take most of the time.
"""

from grader.grading import HIDDEN, groups_of
from grader.hidden import run_tests


class Version:
    """A submission in which graded functions go by other names; one without another name is not there.

    Parameters
    ----------
    submission : Submission
    names : dict of str to str
        The name in the sandbox, by the name that the hidden tests know.
    """

    def __init__(self, submission, names):
        self.submission, self.names = submission, names

    def call(self, name, *args, **how):
        """`Submission.call` under the other name."""
        return self.submission.call(self.names.get(name, "not_there"), *args, **how)


def judge(chapter, submission, names, seed, tests=None):
    """The groups of hidden tests of the functions in `names`, after they have run.

    Parameters
    ----------
    chapter : Chapter
    submission : Submission
    names : dict of str to str
        See `Version`.
    seed : int
        For the fixture `rng` of the hidden tests.
    tests : Path
        The file of hidden tests, by default the chapter's.

    Returns
    -------
    list of GroupResult
    """
    groups = groups_of(chapter)
    run_tests(tests or HIDDEN / f"test_{chapter.name}.py", groups, Version(submission, names), seed)
    return [result for result in groups.values() if result.function in names]
