"""A report in words: feedback page, formgrader's notebook, JSON."""
