"""Read a student's file: match untrusted JSON to the release, repair damage.  Runs nothing."""
