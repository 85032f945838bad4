"""From a submitted file to its report: one submission, and a class of them."""
