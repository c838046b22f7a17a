"""How JupyterLab is started for the course: figures follow at once, pictures are described, and nothing pops up.

``python -m workbook`` gives this file to JupyterLab. Nothing here changes the learner's own settings.
"""

import os
from pathlib import Path

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from traitlets.config import Config


class PromptConnection(ZMQChannelsWebsocketConnection):
    """A kernel's websocket that sends small messages at once.

    By default the operating system holds a small message back until the one before it is acknowledged (Nagle's
    algorithm): some 40 ms a step for a slider that is dragged.
    """

    async def connect(self):
        """Connect to the kernel, without Nagle's algorithm."""
        self.websocket_handler.set_nodelay(True)
        return await super().connect()


def without_news(handler, page_config):
    """Leave out the plugin that asks whether to fetch news, and that would fetch them."""
    disabled = page_config.get("disabledExtensions", [])
    return {**page_config, "disabledExtensions": [*disabled, "@jupyterlab/apputils-extension:announcements"]}


# The course's networks are small: a second thread waits for the first, and makes them slower. Kernels inherit this.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Jupyter reads this file with a name `c` in it; an import by anyone else has none.
c = globals().get("c", Config())
c.ServerApp.kernel_websocket_connection_class = PromptConnection
c.ServerApp.tornado_settings = {"page_config_hook": without_news}
# The course does not ask the network for anything.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
# JupyterLab and Jupyter Notebook 7 show a stored picture without the text alternative stored beside it; this adds it.
c.LabServerApp.extra_labextensions_path.append(str(Path(__file__).resolve().parent / "labextension"))
