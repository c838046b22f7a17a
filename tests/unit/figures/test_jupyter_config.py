"""The settings with which `python -m workbook` starts JupyterLab."""

import os
from pathlib import Path

import pytest
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyterlab.labapp import LabApp
from jupyterlab_server.config import get_federated_extensions
from traitlets.config import PyFileConfigLoader

import workbook

FILE = Path(workbook.__file__).parent / "jupyter_config.py"


@pytest.fixture
def config():
    return PyFileConfigLoader(FILE.name, str(FILE.parent)).load_config()


def test_jupyter_server_accepts_the_connection(config):
    """The name of the setting and the kind of class are checked by the server itself."""
    chosen = ServerApp(config=config).kernel_websocket_connection_class
    assert chosen.__name__ == "PromptConnection"
    assert issubclass(chosen, ZMQChannelsWebsocketConnection)


def test_the_news_plugin_is_left_out_and_others_stay_as_they_are(config):
    hook = config.ServerApp.tornado_settings["page_config_hook"]
    page = {"disabledExtensions": ["some-extension"], "token": "t"}
    assert hook(None, page) == {
        "disabledExtensions": ["some-extension", "@jupyterlab/apputils-extension:announcements"],
        "token": "t",
    }
    assert page["disabledExtensions"] == ["some-extension"]


def test_nothing_is_asked_of_the_network(config):
    assert config.LabApp.news_url is None
    assert config.LabApp.check_for_updates_class == "jupyterlab.NeverCheckForUpdate"


def test_jupyterlab_finds_the_extension_that_describes_pictures(config):
    """With a script where its package.json says. What it does is seen in tests/browser."""
    found = get_federated_extensions(LabApp(config=config).extra_labextensions_path)
    assert list(found) == ["nnw_alt_text"]
    (extension,) = found.values()
    script = Path(extension["ext_path"], extension["jupyterlab"]["_build"]["load"])
    assert extension["name"] in script.read_text(encoding="utf-8")


def test_kernels_inherit_one_thread_unless_the_learner_wants_more(monkeypatch):
    """A kernel gets the server's environment."""
    for asked, had in ((None, "1"), ("4", "4")):
        monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
        if asked:
            monkeypatch.setenv("OPENBLAS_NUM_THREADS", asked)
        PyFileConfigLoader(FILE.name, str(FILE.parent)).load_config()
        assert os.environ["OPENBLAS_NUM_THREADS"] == had
