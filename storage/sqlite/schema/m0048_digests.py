"""Migration 0048: what a digest carries over is found by digest only."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0048_carried_by_digest",
        # Writing it was most of the cost of queueing a digest that carries thousands of articles.
        "DROP INDEX digest_carried_by_article",
    ),
)
