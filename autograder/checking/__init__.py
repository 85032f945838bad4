"""Hidden checks against a student's functions: what each found, and which known mistake it was."""
