"""course.yml: its model, its reader, and where everything of a course lies."""
