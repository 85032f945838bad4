"""A submission's cells in a jailed process, and what they showed, made safe to keep."""
