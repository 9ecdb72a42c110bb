"""Datasette metadata for the archive: which tables are shown and how, and canned queries."""

from collections.abc import Mapping
from typing import Any

from storage.sqlite import PRIVATE_TABLES

# Tables only the program needs.
_HIDDEN = (
    "translations",
    "_sqlite_migrations",
    "archive_facts",
    "urls",
    "identities",
    "robots",
    "claims",
    "job_plans",
    "clock_jumps",
    "article_index",
    "article_index_data",
    "article_index_idx",
    "article_index_docsize",
    "article_index_config",
)

# The ETags, redirects and cursors in them are stored by the address of a feed, which may have a key in it.
#: Tables that visitors may not see.
CLOSED_TABLES = (*PRIVATE_TABLES, "source_states", "backfills")

_SHOWN: Mapping[str, Mapping[str, Any]] = {
    "articles": {
        "description": "Every article, once; its texts are in versions. Ids sort by publication time.",
        "sort_desc": "id",
        "facets": ["source", "language"],
        "label_column": "url",
    },
    "versions": {
        "description": "Every version of an article's text.",
        "sort_desc": "fetched_at",
        "label_column": "title",
        "columns": {
            "captions": "Captions of pictures in the order of the page, a JSON list; not part of the body.",
            "organisation": "News agency or desk named in the byline.",
            "is_partial": "1 if the body may be only part: of one for subscribers, or of a page cut off.",
        },
    },
    "article_facets": {
        "description": "Columns for filtering: source, language, newest version, relevance from 0 to 1.",
        "sort_desc": "article",
        "facets": ["language", "publisher", "is_relevant"],
    },
    "article_topics": {
        "description": "Topics of the verdict in force, with probability.",
        "sort_desc": "probability",
        "facets": ["topic"],
    },
    "article_mentions": {
        "description": "Places, actors, goods and rules mentioned, and how often.",
        "sort_desc": "times",
        "facets": ["kind"],
    },
    "relevant_counts": {
        "description": "How many relevant articles have each value, kept up to date.",
        "sort_desc": "articles",
        "facets": ["kind"],
        "columns": {
            "kind": "article (their number), source, publisher, language, topic, day (of publication, since "
            "1970), or the kind of a mention; stored (the number of all articles, not only relevant ones)."
        },
    },
    "topic_counts": {
        "description": "How many relevant articles of each topic have each value, kept up to date; without a "
        "topic, how many of all articles.",
        "sort_desc": "articles",
        "facets": ["topic", "kind"],
    },
    "relevant_pairs": {
        "description": "How many relevant articles mention both names, kept up to date.",
        "sort_desc": "articles",
    },
    "facts": {
        "description": "Facts of articles; names are numbers of fact_names (see facts_in_words).",
        "sort_desc": "article",
        "columns": {
            "start": "Position in title, blank line, body; characters.",
            "inferred": "How the date was inferred from publication: printed, last, next, relative.",
        },
    },
    "fact_sets": {"description": "By which version of the rules the facts of a version were read."},
    "fact_names": {"description": "Kinds, units, goods, places and other names in facts."},
    "facts_in_words": {
        "description": "Facts of articles with their quotation, sentence, speaker and names.",
        "facets": ["kind", "unit", "good", "place"],
    },
    "border_statements": {
        "description": "What reports say about border crossings; the words are in facts_in_words.",
        "sort_desc": "day",
        "facets": ["place", "mode", "state"],
        "columns": {
            "day": "The day on which it was so.",
            "date": "Since when it is so, or for when it is planned.",
            "known_on": "The day from which readers could know.",
        },
    },
    "reported_claims": {
        "description": "Claims and promises of articles, by subject and speaker; words in claims_in_words.",
        "sort_desc": "known_on",
        "facets": ["kind", "hedge", "role", "subject"],
        "columns": {
            "kind": "claim, promise, or outcome: done, denied or put off.",
            "subject": "A place id, or good:direction; empty of a claim about anything else.",
            "removed": "How many people and media it has passed through, the speaker included.",
            "date": "Of a promise: for when, ISO 8601 or an interval.",
            "known_on": "The day from which readers could know.",
        },
    },
    "claims_in_words": {
        "description": "Claims and promises with their sentence, speaker and publisher.",
        "sort_desc": "known_on",
        "facets": ["kind", "hedge", "role", "subject", "publisher"],
    },
    "prices": {
        "description": "Prices and exchange rates in North Korean markets in each version of an article.",
        "sort_desc": "day",
        "facets": ["good", "place", "unit"],
        "columns": {
            "good": "rice, corn, gasoline, diesel; usd and cny: the rate of exchange.",
            "day": "The day the price is for.",
            "is_day_printed": "1 if the text says the day, 0 if it is that of publication.",
            "per": "What it is for, as printed: kg, 500g, litre; empty if not said.",
        },
    },
    "price_decisions": {
        "description": "What people decided about outliers among prices; the newest applies.",
        "sort_desc": "id",
    },
    "prices_in_words": {
        "description": "Prices in newest versions with publisher, quotation and decision.",
        "sort_desc": "day",
        "facets": ["good", "place", "unit", "publisher"],
    },
    "contradictions": {
        "description": "Passages of one article that cannot both be right, in each version.",
        "sort_desc": "article",
        "facets": ["kind"],
        "columns": {
            "kind": "figure, treaty, count, conversion, weekday, header or name.",
            "text": "The figure, date or name as printed; other_text is the one it contradicts.",
            "start": "Position in title, blank line, body; characters; empty in a table.",
        },
    },
    "contradictions_in_words": {
        "description": "Contradictions in newest versions, with reason, sentences and publisher.",
        "sort_desc": "published_at",
        "facets": ["kind", "publisher"],
    },
    "lists": {"description": "Sanctions lists, and when they were read.", "label_column": "name"},
    "list_imports": {"description": "Imports that changed a sanctions list.", "sort_desc": "id"},
    "list_entries": {
        "description": "Entries of sanctions lists as they are now, or were when they were gone.",
        "facets": ["list", "kind"],
        "label_column": "name",
        "columns": {"details": "JSON: other names, births, documents, reasons, who lists it, programme."},
    },
    "list_changes": {
        "description": "Every version of every entry: what an import changed.",
        "sort_desc": "import",
        "facets": ["kind"],
    },
    "listed_sets": {"description": "With which state of the lists a version of an article was matched."},
    "listed_mentions": {"description": "Which articles name whom; see listed_in_words.", "facets": ["how"]},
    "article_listed": {
        "description": "Who lists somebody that an article names, or any.",
        "facets": ["authority"],
    },
    "listed_in_words": {
        "description": "Whom of sanctions lists articles name, and what identifies them.",
        "facets": ["list", "kind", "how"],
    },
    "article_table_cells": {"description": "Tables in articles, one row per cell."},
    "verdicts": {
        "description": "Every verdict, with evidence, by classifier version.",
        "sort_desc": "id",
        "columns": {
            "tags": "JSON; evidence is part, start, end, text (null if the article has it) and polarity.",
            "mentions": "JSON; a span is part, start, end and text (null if the article has it).",
        },
    },
    "stories": {"description": "Groups of articles that report one event.", "sort_desc": "id"},
    "story_articles": {"description": "Which article belongs to which story, and why.", "facets": ["reason"]},
    "story_features": {"description": "What articles of the last days are compared by, packed."},
    "pages": {"description": "Pages stored in WARC files, linked into a hash chain.", "sort_desc": "id"},
    "ledger": {
        "description": "The hash chain over pages, versions and verdicts; `yalu verify` recomputes it.",
        "sort_desc": "id",
        "facets": ["kind"],
        "columns": {
            "kind": "page, version, details (a version extracted again), verdict, or dropped (by retention).",
            "number": "Number of the version, id of the page or verdict, or number of pages dropped.",
            "digest": "SHA-256 of what the entry is about; 32 bytes, as in all columns here.",
            "details": "SHA-256 of captions, organisation and extractor of a version; time of retention.",
            "chain": "SHA-256 of the link before and the columns of the entry, one per line.",
        },
    },
    "fetches": {
        "description": "The log of polls and page fetches.",
        "sort_desc": "id",
        "facets": ["source", "outcome"],
    },
    "own_outages": {
        "description": "When our own connection was down, so that no source could be reached.",
        "sort_desc": "began_at",
    },
    "backfill_months": {
        "description": "Articles that backfills brought, by month of publication; new, or known before.",
        "sort": "month",
    },
    "backfill_pages": {"description": "Articles that backfills have listed and not fetched yet."},
    "web_archive_files": {
        "description": "Files of web archives, with what each gave; those without an end wait to be read.",
        "sort_desc": "id",
        "facets": ["collection"],
    },
    "web_archive_refusals": {
        "description": "Why records of web archives gave no article.",
        "facets": ["reason"],
    },
    "web_archive_articles": {
        "description": "In which file of a web archive, and where, articles were found."
    },
    "reference_trade": {
        "description": "Published annual trade, millions of US dollars.",
        "sort": "year",
        "columns": {"released": "Day on which the figure became known; empty if unknown."},
    },
    "trade_series": {
        "description": "Series of official trade statistics that were imported.",
        "facets": ["source", "flow", "commodity"],
        "columns": {
            "reporter": "Whose exports and imports; ISO 3166 alpha-3, as partner.",
            "commodity": "TOTAL, or a code of the Harmonized System.",
        },
    },
    "trade_figures": {
        "description": "Figures of trade_series; a figure that was revised has several vintages.",
        "sort_desc": "last",
        "columns": {
            "first": "First month of the period, as last.",
            "value": "In whole units of the currency.",
            "unit": "In how many units of the currency it is published: 1000 for thousands of dollars.",
            "released": "Day of publication; NULL if unknown.",
        },
    },
    "trade_imports": {"description": "Files of trade statistics that were imported.", "sort_desc": "id"},
    "reference_identifiers": {
        "description": "Places and actors of the word lists in Wikidata and OpenSanctions.",
        "facets": ["kind"],
        "columns": {"verified_by": "Where each was looked up."},
    },
    "reference_events": {"description": "Dated events since 1949.", "sort": "date", "facets": ["precision"]},
}

_QUERIES: Mapping[str, Mapping[str, str]] = {
    "by_topic_and_place": {
        "title": "Newest articles on a topic that mention a place",
        "sql": """
            SELECT a.id, a.published_at, a.publisher, v.title, a.url
            FROM article_topics t JOIN article_mentions m ON m.article = t.article
            JOIN articles a ON a.id = t.article JOIN versions v ON v.article = a.id AND v.number = a.version
            WHERE t.topic = :topic AND m.mention = :place ORDER BY a.id DESC LIMIT 200
        """,
    },
    "mentions_by_month": {
        "title": "Articles that mention a place, by month",
        "sql": """
            SELECT strftime('%Y-%m', m.article / 1024, 'unixepoch') AS month, count(*) AS articles
            FROM article_mentions m JOIN article_facets f ON f.article = m.article
            WHERE m.mention = :place AND f.is_relevant GROUP BY 1 ORDER BY 1
        """,
    },
    "mentions_beside_trade": {
        "title": "Articles that mention a place, by year, with annual trade",
        "sql": """
            SELECT r.year, r.total_musd, r.series, count(f.article) AS articles
            FROM reference_trade r
            LEFT JOIN article_mentions m ON m.mention = :place
                AND m.article / 1024 >= unixepoch(r.year || '-01-01')
                AND m.article / 1024 < unixepoch((r.year + 1) || '-01-01')
            LEFT JOIN article_facets f ON f.article = m.article AND f.is_relevant
            WHERE r.is_preferred GROUP BY r.year ORDER BY r.year
        """,
    },
    "edited_articles": {
        "title": "Articles that were edited",
        "sql": """
            SELECT a.id, v.number, v.fetched_at, v.title, a.url
            FROM articles a JOIN versions v ON v.article = a.id
            WHERE a.version > 1 ORDER BY a.id DESC, v.number LIMIT 500
        """,
    },
    "coverage_by_month": {
        "title": "Sources polled successfully, by month",
        "sql": """
            SELECT substr(at, 1, 7) AS month, count(DISTINCT source) AS tried,
                   count(DISTINCT source) FILTER (WHERE outcome IN ('ok', 'not_modified', 'empty')) AS healthy
            FROM fetches WHERE kind = 'poll' GROUP BY 1 ORDER BY 1
        """,
    },
    "words_like": {
        "title": "Titles that contain a text (full scan)",
        "sql": """
            SELECT a.id, a.published_at, v.title, a.url FROM articles a
            JOIN versions v ON v.article = a.id AND v.number = a.version
            WHERE v.title LIKE '%' || :text || '%' ORDER BY a.id DESC LIMIT 200
        """,
    },
}


def metadata(database: str = "yalu", *, is_public: bool = True) -> dict[str, Any]:
    """Datasette's metadata for the file `database`.db (https://docs.datasette.io/en/stable/metadata.html).

    `is_public`: for a copy made by `Maintenance.publish`, which has no readers' data, so visitors may run
    their own SQL. For the archive itself that is disallowed, because SQL could read the tables with readers'
    data.
    """
    tables = {name: dict(shown) for name, shown in _SHOWN.items()}
    tables |= {name: {"hidden": True} for name in _HIDDEN}
    tables |= {name: {"hidden": True, "allow": False} for name in CLOSED_TABLES}
    queries = {
        name: {**query, "sql": "\n".join(line.strip() for line in query["sql"].strip().splitlines())}
        for name, query in _QUERIES.items()
    }
    title = "Yaluwatch: China–North Korea trade in the press"
    shown = {"tables": tables, "queries": queries, "allow_sql": is_public}
    return {"title": title, "databases": {database: shown}}
