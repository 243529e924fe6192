"""`storyreel train`: what the model's trainer is asked for, and that no earlier training is lost."""

import json
from pathlib import Path

import pytest

from studio.paths import data_folder, user_plugins_folder
from tests.commands.conftest import Command

MANIFEST = """
id = "little"
version = "1.0"
licence = "Apache-2.0"

[[trainer]]
id = "little"
name = "Little"
entry = "trainer:Trainer"
minutes = 7
"""

TRAINER = """
import json

from studio.api import Progress, StudioError


class Trainer:
    def train(self, request):
        if request.start and not request.start.exists():
            raise StudioError("no such file")
        seen = request.state.read_text() if request.state.exists() else "nothing"
        request.state.write_text("learned")
        yield Progress(done=0.5, text="half")
        asked = {"minutes": request.minutes, "start": str(request.start), "state": seen}
        request.out.write_text(json.dumps(asked))
"""


@pytest.fixture(autouse=True)
def little() -> None:
    """A model that learns at once."""
    folder = user_plugins_folder() / "little"
    folder.mkdir(parents=True)
    (folder / "plugin.toml").write_text(MANIFEST)
    (folder / "trainer.py").write_text(TRAINER)


def test_a_training_that_is_begun_anew_keeps_the_one_before(storyreel: Command, tmp_path: Path) -> None:
    out = tmp_path / "little.safetensors"
    code, said = storyreel("train", "little", "--out", out)
    assert (code, said["file"]) == (0, str(out))
    assert json.loads(out.read_text()) == {"minutes": 7, "start": "None", "state": "nothing"}
    storyreel("train", "little", "--minutes", 2, "--resume", "--out", out)
    assert json.loads(out.read_text()) == {"minutes": 2, "start": "None", "state": "learned"}
    storyreel("train", "little", "--from", out, "--out", out)
    assert json.loads(out.read_text()) == {"minutes": 7, "start": str(out), "state": "nothing"}
    assert (data_folder() / "training" / "little.earlier").read_text() == "learned"


def test_a_training_that_comes_to_nothing_leaves_the_one_before(storyreel: Command, tmp_path: Path) -> None:
    storyreel("train", "little", "--out", tmp_path / "out")
    code, said = storyreel("train", "little", "--from", tmp_path / "nowhere")
    assert (code, said["error"]) == (4, "no such file")
    assert (data_folder() / "training" / "little.state").read_text() == "learned"


def test_it_goes_on_or_begins_with_a_file_but_not_both(storyreel: Command, tmp_path: Path) -> None:
    code, said = storyreel("train", "little", "--resume", "--from", tmp_path / "some.safetensors")
    assert code == 2
    assert "give one of them" in str(said["error"])
