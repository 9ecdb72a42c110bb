"""When things run: the jobs, each idempotent, and the service that repeats them."""
