"""A student's file: untrusted JSON, laid onto the release, damage put in order.  Runs nothing."""
