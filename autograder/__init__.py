"""Teach and grade *Optimization and Deep Learning*: the release, the sandbox, the checks, the marks."""

__version__ = "0.1.0"
