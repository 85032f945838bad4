"""What one submission may use, with the unit in each name."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar, Literal

Level = Literal["full", "landlock", "process"]
LEVELS: tuple[Level, ...] = ("process", "landlock", "full")  # weakest first


@dataclass(frozen=True)
class Limits:
    """Limits of one submission's sandbox; ``limits:`` in course.yml.

    Raises:
        ValueError: for a limit that is not above zero.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid", "use_attribute_docstrings": True}

    cpu_seconds: float = 30.0
    """CPU time for running a notebook's cells."""
    wall_seconds: float = 60.0
    """Time on the clock for running a notebook's cells, for one that waits instead of computing."""
    check_seconds: float = 8.0
    """CPU time of the student's calls in one hidden check; idle, three times as long."""
    memory_mib: int = 1536
    """Memory of all the submission's processes together."""
    processes: int = 64
    """Processes and threads at a time."""
    file_mib: int = 64
    """Size of one file, and of /tmp as a whole."""
    output_kib: int = 512
    """Output kept of one cell."""
    restarts: int = 6
    """Fresh starts after a cell that had to be stopped."""

    def __post_init__(self) -> None:
        for field in fields(self):
            if not getattr(self, field.name) > 0:
                raise ValueError(f"{field.name} must be above 0")

    @property
    def check_wall_seconds(self) -> float:
        """Seconds on the clock for a check whose calls wait instead of computing."""
        return 3 * self.check_seconds
