"""The untrusted side and its walls: a warm parent forks one jailed child for each submission."""
