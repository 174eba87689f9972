"""Who gets which answer from which address, as tables that a person can read."""
