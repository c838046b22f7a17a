"""How much time and memory a submission may use."""

from dataclasses import asdict, dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The bounds of one submission; times are wall-clock seconds, sizes are bytes.

    Attributes
    ----------
    call : float
        One call of a function, or one cell of the notebook.
    load : float
        All cells of the notebook together; what is defined by then counts.
    submission : float
        Everything: all loading, all calls, and whatever it takes to look at their answers.
    memory : int
        Address space of the process.
    reply : int
        The arrays of one reply.
    file : int
        One written file; the private /tmp holds no more than one of them either.
    open_files : int
        File descriptors.
    processes : int
        Threads; new processes are refused altogether. Only under bwrap, since this counts
        per user, and outside a user namespace the user's other programs would count too.
    deaths : int
        How often one function may kill its process before it is not called again.
    """

    call: float = 5.0
    load: float = 20.0
    submission: float = 60.0
    memory: int = 1024 * MIB
    reply: int = 64 * MIB
    file: int = 16 * MIB
    open_files: int = 64
    processes: int = 64
    deaths: int = 3

    def as_dict(self):
        """The limits as plain values, for a header."""
        return asdict(self)
