"""Migration 0057: jobs that somebody asked the service to run now."""

from storage.sqlite.schema.steps import statements

STEPS = (
    # Aware UTC; NULL when nobody asks, or the job has begun since.
    statements("0057_asked_jobs", "ALTER TABLE job_plans ADD COLUMN asked_at TEXT"),
)
