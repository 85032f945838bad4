"""What instructors write: solutions, references, releases, new assignments."""
