"""From the checks' outcomes to a report, and from the time of handing in to what it costs."""
