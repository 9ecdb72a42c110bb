"""Running jobs: when they start, in which process, for how long, by whom, and what is recorded of it."""
