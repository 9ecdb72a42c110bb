"""The migrations in the order they are applied; appended, never edited."""

from storage.sqlite.schema.migrations import (
    m0001_articles_to_delivery,
    m0006_search_and_research,
    m0015_health_and_feedback,
    m0019_recipients_to_robots,
    m0023_consent_and_claims,
    m0029_mail,
    m0031_collection,
    m0035_backfills,
    m0036_service,
    m0043_grouping,
    m0045_growth,
    m0051_facts_to_prices,
    m0055_pages,
    m0058_lists_and_statistics,
    m0070_contradictions,
)
from storage.sqlite.schema.migrations.m0036_service import LEDGER_STEP
from storage.sqlite.schema.migrations.m0058_lists_and_statistics import COUNTS_STEP

__all__ = ["COUNTS_STEP", "LEDGER_STEP", "MODULES"]

MODULES = (
    m0001_articles_to_delivery,
    m0006_search_and_research,
    m0015_health_and_feedback,
    m0019_recipients_to_robots,
    m0023_consent_and_claims,
    m0029_mail,
    m0031_collection,
    m0035_backfills,
    m0036_service,
    m0043_grouping,
    m0045_growth,
    m0051_facts_to_prices,
    m0055_pages,
    m0058_lists_and_statistics,
    m0070_contradictions,
)
