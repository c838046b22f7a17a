"""Keeps the grades: one row an attempt, written as soon as it is known, never changed afterwards.

SQLite by default; any database by URL through SQLAlchemy, such as a PostgreSQL that several graders write to at once.
"""

import contextlib
import json
import sys
from collections import namedtuple
from datetime import UTC, datetime

from sqlalchemy import (
    ForeignKey,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from grader.errors import GraderError

_SECONDS_TO_WAIT = 30  # for a database that another grader has locked, or a server that does not answer
_TRIES = 20  # each one that fails means that another grader has come further
_INSTALL = {"psycopg": "pip install -r requirements/department.txt"}


class _Line(TypeDecorator):
    """Text that every database takes, in a column of some length or of none.

    PostgreSQL refuses NUL, what is no UTF-8, and what is too long, and with it the row.
    """

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(self.impl if self.impl.length else Text())

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        value = value.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")
        return value[: self.impl.length]


class _Table(DeclarativeBase):
    pass


class GradeRow(_Table):
    """One attempt at grading one submission."""

    __tablename__ = "grades"
    __table_args__ = (UniqueConstraint("learner", "chapter", "attempt"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner: Mapped[str] = mapped_column(_Line(255))
    chapter: Mapped[str] = mapped_column(_Line(100))
    attempt: Mapped[int]
    file: Mapped[str] = mapped_column(_Line(255))
    sha256: Mapped[str] = mapped_column(_Line(64), index=True)  # of the notebook; "" if it could not be read
    tests: Mapped[str] = mapped_column(_Line(64))  # digest of the hidden tests and the points
    isolation: Mapped[str] = mapped_column(_Line(20))
    seed: Mapped[str] = mapped_column(_Line(40))
    score: Mapped[int]
    max_score: Mapped[int]
    status: Mapped[str] = mapped_column(_Line(20))
    reason: Mapped[str] = mapped_column(_Line)
    notes: Mapped[str] = mapped_column(_Line)  # JSON: cells that raised while the notebook was loaded
    seconds: Mapped[float]
    graded_at: Mapped[str] = mapped_column(_Line(40))  # ISO 8601, UTC

    groups: Mapped[list["GroupRow"]] = relationship(
        back_populates="grade", order_by="GroupRow.id", lazy="selectin", cascade="all, delete-orphan"
    )
    mistakes: Mapped[list["MistakeRow"]] = relationship(
        back_populates="grade", order_by="MistakeRow.id", lazy="selectin", cascade="all, delete-orphan"
    )

    def plain(self):
        """The row without the database behind it and without the details, in a tenth of the memory."""
        return Attempt(
            *(getattr(self, name) for name in Attempt._fields[:-2]),
            tuple(Group(*(_shared(getattr(group, name)) for name in Group._fields)) for group in self.groups),
            tuple(
                Mistake(*(_shared(getattr(found, name)) for name in Mistake._fields))
                for found in self.mistakes
            ),
        )


class GroupRow(_Table):
    """One group of hidden tests of one function, within an attempt."""

    __tablename__ = "group_results"

    id: Mapped[int] = mapped_column(primary_key=True)
    grade_id: Mapped[int] = mapped_column(ForeignKey("grades.id"), index=True)
    function: Mapped[str] = mapped_column(_Line(100))
    group: Mapped[str] = mapped_column("test_group", _Line(100))
    points: Mapped[int]
    earned: Mapped[int]
    category: Mapped[str] = mapped_column(_Line(20))
    exception: Mapped[str] = mapped_column(_Line(100))
    details: Mapped[str] = mapped_column(_Line)  # JSON; may hold hidden inputs: for the teacher only

    grade: Mapped[GradeRow] = relationship(back_populates="groups")


class MistakeRow(_Table):
    """One named mistake, within an attempt."""

    __tablename__ = "mistakes"

    id: Mapped[int] = mapped_column(primary_key=True)
    grade_id: Mapped[int] = mapped_column(ForeignKey("grades.id"), index=True)
    function: Mapped[str] = mapped_column(_Line(100))
    mistake: Mapped[str] = mapped_column(_Line(200))
    message: Mapped[str] = mapped_column(_Line)
    evidence: Mapped[str] = mapped_column(_Line)  # JSON: pairs of a name and a text

    grade: Mapped[GradeRow] = relationship(back_populates="mistakes")


def _names(table, *without):
    keys = (attribute.key for attribute in table.__mapper__.column_attrs)
    return [key for key in keys if key not in ("id", "grade_id", *without)]


# What reports are made of: the same names as in the rows. A run keeps one for each submission.
Attempt = namedtuple("Attempt", [*_names(GradeRow), "groups", "mistakes"])
Group = namedtuple("Group", _names(GroupRow, "details"))
Mistake = namedtuple("Mistake", _names(MistakeRow))


def _shared(value):
    """One copy of a text that many rows have, such as the name of a function."""
    return sys.intern(value) if type(value) is str else value


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
        except (ArgumentError, ValueError):
            shown = url.partition(":")[0]
            shown = repr(shown) if "@" not in shown else "given"  # never what may be a password
            raise GraderError(
                f"the gradebook {shown} is no database URL, such as sqlite:///grades.sqlite"
            ) from None
        with self._errors("cannot be opened"):
            backend = _with_driver(self.url).get_backend_name()
            wait = {"sqlite": "timeout", "postgresql": "connect_timeout"}.get(backend)
            options = {wait: _SECONDS_TO_WAIT} if wait and wait not in self.url.query else {}
            # The server may have been started anew between two submissions.
            self._engine = create_engine(
                _with_driver(self.url), connect_args=options, pool_pre_ping=backend != "sqlite"
            )
            if backend == "sqlite":
                event.listen(self._engine, "connect", _check_references)
            try:
                self._make_tables()
                self._probe()
            except BaseException:
                self.close()  # nobody else can: there is no gradebook to close
                raise

    def _make_tables(self):
        """Make what is missing; another grader may be at it at the same moment."""
        for left in reversed(range(_TRIES)):
            try:
                return _Table.metadata.create_all(self._engine)
            except (IntegrityError, ProgrammingError, OperationalError) as error:
                theirs = not isinstance(error, OperationalError) or "already exists" in str(error.orig)
                if not left or not theirs:
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
            install = _INSTALL.get(error.name, f"pip install {error.name}")
            raise GraderError(f"the gradebook {self} {what}: {install}") from None
        except SQLAlchemyError as error:
            said = str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__]
            raise GraderError(f"the gradebook {self} {what}: {self._without_password(said[0])}") from None

    def __str__(self):
        # What follows a question mark may be a password as well.
        return self.url.set(query={}).render_as_string(hide_password=True)

    def _without_password(self, said):
        for secret in (self.url.password, self.url.query.get("password")):
            if secret:
                said = said.replace(str(secret), "***")
        return said

    def close(self):
        """Let go of the database."""
        self._engine.dispose()

    def latest(self, learner, chapter, file, *, sha256, tests, isolation):
        """The last attempt at exactly this, or None.

        The same notebook, judged by the same tests, under the same isolation, need not be graded again.
        """
        about = {"file": file, "sha256": sha256, "tests": tests, "isolation": isolation}
        with self._errors("cannot be read"), Session(self._engine, expire_on_commit=False) as session:
            return session.scalars(_same(learner, chapter, about)).first()

    def history(self, learner, chapter):
        """All attempts of a learner at a chapter, oldest first."""
        query = select(GradeRow).where(GradeRow.learner == learner, GradeRow.chapter == chapter)
        with self._errors("cannot be read"), Session(self._engine, expire_on_commit=False) as session:
            return list(session.scalars(query.order_by(GradeRow.attempt)))

    def add(self, learner, chapter, about, grade, *, again=True):
        """Write one attempt, with its groups and mistakes, in one transaction.

        Parameters
        ----------
        learner, chapter : str
        about : dict
            ``file``, ``sha256``, ``tests``, ``isolation`` and ``seed``.
        grade : dict
            A `grader.grading.Grade` as plain values.
        again : bool
            Whether to write it as well if another grader has graded exactly the same in the meantime.

        Returns
        -------
        GradeRow
            The attempt, or the one of the other grader.
        """
        last = select(func.max(GradeRow.attempt)).where(
            GradeRow.learner == learner, GradeRow.chapter == chapter
        )
        with self._errors("cannot be written"):
            for left in reversed(range(_TRIES)):
                with Session(self._engine, expire_on_commit=False) as session:
                    attempt = (session.scalar(last) or 0) + 1
                    # After counting: whoever writes between the two takes this attempt, and we come again.
                    theirs = None if again else session.scalars(_same(learner, chapter, about)).first()
                    if theirs is not None and theirs.status != "error":
                        return theirs
                    row = _row(learner, chapter, attempt, about, grade)
                    session.add(row)
                    try:
                        session.commit()
                    except IntegrityError:  # another grader took this attempt in the meantime
                        if not left:
                            raise
                        continue
                    return row


def _with_driver(url):
    """The URL with the driver that `requirements/department.txt` brings, where it names none."""
    named = url.drivername not in ("postgresql", "postgres")
    return url if named else url.set(drivername="postgresql+psycopg")


def _same(learner, chapter, about):
    """The attempts at exactly this, the last one first."""
    return (
        select(GradeRow)
        .where(
            GradeRow.learner == learner,
            GradeRow.chapter == chapter,
            *(getattr(GradeRow, name) == about[name] for name in ("file", "sha256", "tests", "isolation")),
        )
        .order_by(GradeRow.attempt.desc())
        .limit(1)
    )


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
