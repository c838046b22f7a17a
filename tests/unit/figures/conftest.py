"""What the tests of figures share."""

import pytest
from ipywidgets.widgets import widget


@pytest.fixture(autouse=True)
def no_figure_is_left_open(request):
    """ipywidgets keeps every widget until it is closed, and a figure is six megabytes.

    A module may say by `stays_open` which it wants to look at again.
    """
    yield
    stays_open = getattr(request.module, "stays_open", lambda: ())()
    kept = {each.model_id for each in stays_open}
    for name, each in list(widget._instances.items()):
        if name not in kept:
            each.close()
