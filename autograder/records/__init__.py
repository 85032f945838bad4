"""What is kept on disk: submissions, attempts with their times, reports."""
