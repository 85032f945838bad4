"""The command line: each verb, and what it shows while it runs and at its end."""
