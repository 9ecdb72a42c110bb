"""Migration 0057: what operators do by hand: jobs that are asked for, messages that were not sent."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0057_operators",
        # Aware UTC; NULL when nobody asks, or the job has begun since.
        "ALTER TABLE job_plans ADD COLUMN asked_at TEXT",
        # To list those that wait or failed, in an outbox of which nearly all were sent.
        "CREATE INDEX deliveries_unsent ON deliveries (state, id) WHERE state <> 'sent'",
    ),
)
