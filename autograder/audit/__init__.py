"""How often the grader itself is wrong: known answers and mutants of the reference."""
