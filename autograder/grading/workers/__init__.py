"""The processes that grade side by side, and what they share."""
