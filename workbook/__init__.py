"""What a notebook calls besides nnlib: check your functions, see how far you are, run on your own code.

``from workbook import check, progress, mine`` costs NumPy and nothing else; ``from workbook import figures``
adds the figures that move.
"""

from workbook.check import check
from workbook.progress import mine, progress

__all__ = ["check", "mine", "progress"]
