"""Many versions of a function in one sandbox, under names of their own, judged one at a time.

The known mistakes and the mutants of a solution are hundreds; a sandbox for each would take most of the time.
"""

from dataclasses import replace

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
        return self.submission.call(self._other(name), *args, **how)

    def expect(self, questions):
        """`Submission.expect` under the other names."""
        self.submission.expect(map(self._renamed, questions))

    def ask_each(self, questions, arguments):
        """`Submission.ask_each` under the other names."""
        return self.submission.ask_each(list(map(self._renamed, questions)), arguments)

    def _renamed(self, question):
        return replace(question, name=self._other(question.name))

    def _other(self, name):
        return self.names.get(name, "not_there")


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
    path = tests or HIDDEN / f"test_{chapter.name}.py"
    run_tests(path, groups, Version(submission, names), seed, functions=names)
    return [result for result in groups.values() if result.function in names]
