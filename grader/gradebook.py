"""Keeps the grades: one row an attempt, written as soon as it is known, never changed afterwards.

SQLite by default; any database by URL through SQLAlchemy.
"""

import contextlib
import json
from datetime import UTC, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from grader.errors import GraderError

_SECONDS_TO_WAIT = 30  # for a database that another grader has locked
_TRIES = 5


class _Table(DeclarativeBase):
    pass


class GradeRow(_Table):
    """One attempt at grading one submission."""

    __tablename__ = "grades"
    __table_args__ = (UniqueConstraint("learner", "chapter", "attempt"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner: Mapped[str] = mapped_column(String(255))
    chapter: Mapped[str] = mapped_column(String(100))
    attempt: Mapped[int]
    file: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), index=True)  # of the notebook; "" if it could not be read
    tests: Mapped[str] = mapped_column(String(64))  # digest of the hidden tests and the points
    isolation: Mapped[str] = mapped_column(String(20))
    seed: Mapped[str] = mapped_column(String(40))
    score: Mapped[int]
    max_score: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    notes: Mapped[str] = mapped_column(Text)  # JSON: cells that raised while the notebook was loaded
    seconds: Mapped[float]
    graded_at: Mapped[str] = mapped_column(String(40))  # ISO 8601, UTC

    groups: Mapped[list["GroupRow"]] = relationship(
        back_populates="grade", order_by="GroupRow.id", lazy="selectin", cascade="all, delete-orphan"
    )
    mistakes: Mapped[list["MistakeRow"]] = relationship(
        back_populates="grade", order_by="MistakeRow.id", lazy="selectin", cascade="all, delete-orphan"
    )


class GroupRow(_Table):
    """One group of hidden tests of one function, within an attempt."""

    __tablename__ = "group_results"

    id: Mapped[int] = mapped_column(primary_key=True)
    grade_id: Mapped[int] = mapped_column(ForeignKey("grades.id"), index=True)
    function: Mapped[str] = mapped_column(String(100))
    group: Mapped[str] = mapped_column("test_group", String(100))
    points: Mapped[int]
    earned: Mapped[int]
    category: Mapped[str] = mapped_column(String(20))
    exception: Mapped[str] = mapped_column(String(100))
    details: Mapped[str] = mapped_column(Text)  # JSON; may hold hidden inputs: for the teacher only

    grade: Mapped[GradeRow] = relationship(back_populates="groups")


class MistakeRow(_Table):
    """One named mistake, within an attempt."""

    __tablename__ = "mistakes"

    id: Mapped[int] = mapped_column(primary_key=True)
    grade_id: Mapped[int] = mapped_column(ForeignKey("grades.id"), index=True)
    function: Mapped[str] = mapped_column(String(100))
    mistake: Mapped[str] = mapped_column(String(200))
    message: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text)  # JSON: pairs of a name and a text

    grade: Mapped[GradeRow] = relationship(back_populates="mistakes")


class Gradebook:
    """An open gradebook; its tables are made where they are missing.

    Parameters
    ----------
    url : str or sqlalchemy.URL
        A database URL of SQLAlchemy, such as ``sqlite:///grades.sqlite``.

    Raises
    ------
    GraderError
        If it cannot be opened or written.
    """

    def __init__(self, url):
        try:
            self.url = make_url(url)
        except ArgumentError:
            raise GraderError(
                f"the gradebook {url.partition('://')[0]!r} is no database URL, such as sqlite:///grades.sqlite"
            ) from None
        with self._errors("cannot be opened"):
            options = {"timeout": _SECONDS_TO_WAIT} if self.url.get_backend_name() == "sqlite" else {}
            self._engine = create_engine(self.url, connect_args=options)
            if options:
                event.listen(self._engine, "connect", _check_references)
            try:
                _Table.metadata.create_all(self._engine)
                self._probe()
            except BaseException:
                self.close()  # nobody else can: there is no gradebook to close
                raise

    def _probe(self):
        """Find out now, and not after the first submission, that nothing can be written."""
        with Session(self._engine) as session:
            session.add(_row("", "", 0, {}, {"status": "probe"}))
            session.flush()
            session.rollback()

    @contextlib.contextmanager
    def _errors(self, what):
        try:
            yield
        except ModuleNotFoundError as error:
            raise GraderError(f"the gradebook {self} {what}: pip install {error.name}") from None
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise GraderError(f"the gradebook {self} {what}: {reason}") from None

    def __str__(self):
        return self.url.render_as_string(hide_password=True)

    def close(self):
        """Let go of the database."""
        self._engine.dispose()

    def latest(self, learner, chapter, file, *, sha256, tests, isolation):
        """The last attempt at exactly this, or None.

        The same notebook, judged by the same tests, under the same isolation, need not be graded again.
        """
        query = select(GradeRow).where(
            GradeRow.learner == learner,
            GradeRow.chapter == chapter,
            GradeRow.file == file,
            GradeRow.sha256 == sha256,
            GradeRow.tests == tests,
            GradeRow.isolation == isolation,
        )
        with self._errors("cannot be read"), Session(self._engine, expire_on_commit=False) as session:
            return session.scalars(query.order_by(GradeRow.attempt.desc()).limit(1)).first()

    def history(self, learner, chapter):
        """All attempts of a learner at a chapter, oldest first."""
        query = select(GradeRow).where(GradeRow.learner == learner, GradeRow.chapter == chapter)
        with self._errors("cannot be read"), Session(self._engine, expire_on_commit=False) as session:
            return list(session.scalars(query.order_by(GradeRow.attempt)))

    def add(self, learner, chapter, about, grade):
        """Write one attempt, with its groups and mistakes, in one transaction.

        Parameters
        ----------
        learner, chapter : str
        about : dict
            ``file``, ``sha256``, ``tests``, ``isolation`` and ``seed``.
        grade : dict
            A `grader.grading.Grade` as plain values.

        Returns
        -------
        GradeRow
        """
        last = select(func.max(GradeRow.attempt)).where(
            GradeRow.learner == learner, GradeRow.chapter == chapter
        )
        with self._errors("cannot be written"):
            for left in reversed(range(_TRIES)):
                with Session(self._engine, expire_on_commit=False) as session:
                    row = _row(learner, chapter, (session.scalar(last) or 0) + 1, about, grade)
                    session.add(row)
                    try:
                        session.commit()
                    except IntegrityError:  # another grader took this attempt in the meantime
                        if not left:
                            raise
                        continue
                    return row


def _check_references(connection, _):
    connection.execute("PRAGMA foreign_keys = ON")


def _row(learner, chapter, attempt, about, grade):
    groups = grade.get("groups", [])
    return GradeRow(
        learner=learner,
        chapter=chapter,
        attempt=attempt,
        file=about.get("file", ""),
        sha256=about.get("sha256", ""),
        tests=about.get("tests", ""),
        isolation=about.get("isolation", ""),
        seed=str(about.get("seed", "")),
        score=sum(group["points"] for group in groups if group["passed"]),
        max_score=sum(group["points"] for group in groups),
        status=grade["status"],
        reason=grade.get("reason", ""),
        notes=json.dumps(grade.get("notes", [])),
        seconds=grade.get("seconds", 0.0),
        graded_at=datetime.now(UTC).isoformat(timespec="seconds"),
        groups=[
            GroupRow(
                function=group["function"],
                group=group["group"],
                points=group["points"],
                earned=group["points"] if group["passed"] else 0,
                category=group["category"],
                exception=group["exception"],
                details=json.dumps(group["details"]),
            )
            for group in groups
        ],
        mistakes=[
            MistakeRow(
                function=found["function"],
                mistake=found["mistake"],
                message=found["message"],
                evidence=json.dumps(found["evidence"]),
            )
            for found in grade.get("mistakes", [])
        ],
    )
