"""What an attack holds on to, no honest notebook beside it feels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import neighbours
import pytest
from harness import ATTACKS, Attack, Place, family, prepare, read
from neighbours import beside

from autograder.sandbox.jail import available_level

pytestmark = pytest.mark.skipif(
    available_level()[0] != "full", reason="the hostile suite needs the full sandbox"
)
NEIGHBOURS = [path for path in ATTACKS if family(path) == "neighbour"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    made = prepare(tmp_path_factory.mktemp("course"))
    yield made
    made.close()


@pytest.mark.parametrize("path", NEIGHBOURS, ids=lambda p: p.stem)
def test_a_neighbour_gets_its_points_while_an_attack_holds_what_it_took(
    path: Path, place: Place
) -> None:
    assert beside(place, read(path)) == []


def test_a_neighbour_s_notebook_says_when_something_does_not_work(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise an attack on it would be seen by nobody."""
    monkeypatch.setattr(neighbours, "HONEST", neighbours.HONEST + "del waited")
    nothing = Attack(Path("none"), "Does nothing.", before=[("code", "print('here')")])
    assert [breach.kind for breach in beside(place, nothing)] == ["neighbour"]
