"""Bad input and faults: a clear answer, and nothing lost."""
