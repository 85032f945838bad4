"""Long series in tests: ``make test`` runs a seeded sample, ``make soak`` runs them whole.

The seed is a new one for each run and stands in the first lines of pytest's output;
``COURSE_SEED=N make test`` repeats a run's sample.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item")

SOAK = os.environ.get("COURSE_SOAK") == "1"


def seed() -> int:
    """The seed of this run; pytest's own process chooses it, and its workers inherit it."""
    return int(os.environ.setdefault("COURSE_SEED", str(random.SystemRandom().randrange(10**6))))


def generator(purpose: str) -> random.Random:
    """A generator for one purpose, so that one series does not depend on another's length."""
    return random.Random(f"{seed()} {purpose}")


def one_of_each(
    items: Iterable[Item], kind: Callable[[Item], Hashable], purpose: str
) -> Sequence[Item]:
    """One item of each kind, in the order of the items; all of them in ``make soak``."""
    everything = list(items)
    if SOAK:
        return everything
    rng, kinds = generator(purpose), dict.fromkeys(map(kind, everything))
    chosen = [rng.choice([i for i in everything if kind(i) == k]) for k in kinds]
    return [item for item in everything if item in chosen]
