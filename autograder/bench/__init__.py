"""``course bench``: this kit, nbgrader and otter on the same class, in one run on one machine."""
