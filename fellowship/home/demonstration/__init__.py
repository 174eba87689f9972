"""An invented programme in its twelfth week, loaded once by `make run`. Nobody in it exists."""
