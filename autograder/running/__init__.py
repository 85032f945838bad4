"""Run a submission's cells in a jailed process, and sanitize what they showed."""
