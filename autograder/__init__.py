"""Teach and grade *Optimization and Deep Learning*: releases, a sandbox, checks, marks."""

import sys

__version__ = "0.1.0"

# jsonschema, below nbformat, would build a grammar of international web addresses: more than a
# second of CPU in each process, for a format that no notebook has. Where the package is missing it
# does without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
