"""Teach and grade *Optimization and Deep Learning*: releases, a sandbox, checks, marks."""

__version__ = "0.1.0"
