"""The list of commands with their modules and summaries, so that `yalu --help` imports no command."""

from dataclasses import dataclass

#: Panels of the help, in order.
START, COLLECT, READ, RESEARCH, DIGESTS, STAGES, MAINTENANCE, INSPECT = (
    "Start here",
    "Collect",
    "Search and read",
    "Count, compare, export",
    "Digests",
    "Run a stage manually (the service does this itself)",
    "Maintenance",
    "Inspect",
)


@dataclass(frozen=True, slots=True)
class Command:
    """One command, or a group of them."""

    name: str
    panel: str
    #: First line of its help, at most 100 characters.
    summary: str
    #: Modules whose `register` adds the command.
    modules: tuple[str, ...]


def _of(panel: str, module: str, **summaries: str) -> tuple[Command, ...]:
    return tuple(Command(name, panel, summary, (module,)) for name, summary in summaries.items())


COMMANDS: tuple[Command, ...] = (
    *_of(
        START,
        "cli.start.service",
        demo="Try it without a network: crawl invented publications, tag, group, write digests.",
        init="Create the data folder: settings, source list, archive, a first subscription.",
        run="Start the service: crawl on schedule, send digests, show the archive in a browser.",
    ),
    *_of(
        START,
        "cli.start.worker",
        worker="Crawl with other workers, on any number of computers, from one queue in PostgreSQL.",
    ),
    *_of(
        COLLECT,
        "cli.collect.crawl",
        crawl="Crawl the sources that are due, then tag and group new articles.",
    ),
    Command(
        "sources",
        COLLECT,
        "List sources, those needing attention first; add, test, monitor and repair sources.",
        ("cli.collect.source_health", "cli.collect.sources"),
    ),
    *_of(
        COLLECT,
        "cli.collect.backfill",
        backfill="Read what sources published in the past; no digest reports it.",
    ),
    *_of(
        READ,
        "cli.research.read",
        search="Search the archive in English, Korean, Chinese or Japanese.",
        show="Show one article with its verdict, evidence and story.",
    ),
    *_of(READ, "cli.research.stories", stories="List the newest stories; correct the automatic grouping."),
    *_of(
        READ,
        "cli.classify.reclassify",
        feedback="Record your judgement of a verdict; training learns from it.",
    ),
    *_of(
        RESEARCH,
        "cli.research.research",
        count="Count matching articles by topic, place, source, month and more.",
        series="Count matching articles over time, next to the number of sources that could be read.",
        pairs="Count places, actors, goods or rules that are named in the same articles.",
        export="Export every matching article with its permanent number, for citation and analysis.",
        versions="List the versions of an article, or show what changed between two of them.",
        tables="Show the tables printed in an article.",
        events="List dated events at the border and in its trade since 1949, to compare with counts.",
    ),
    *_of(
        RESEARCH,
        "cli.research.facts",
        facts="Show or export facts of articles: prices, figures, dates, claims, with their quotation.",
    ),
    *_of(
        RESEARCH,
        "cli.research.identifiers",
        identifiers="Show which Wikidata items and OpenSanctions entities our places and actors are.",
    ),
    *_of(
        RESEARCH,
        "cli.indicators.border",
        border="Show which border crossings are open, limited, closed or planned, and who says so.",
    ),
    *_of(
        RESEARCH,
        "cli.indicators.claims",
        claims="Show who says what, how sure, and what became of it: promises kept, broken or overdue.",
    ),
    *_of(
        RESEARCH,
        "cli.indicators.prices",
        prices="Show prices and exchange rates in North Korean markets over time, each with its quotation.",
    ),
    *_of(
        RESEARCH,
        "cli.indicators.lists",
        lists="List the sanctions lists in the archive; import them, show entries and what changed.",
    ),
    *_of(
        RESEARCH,
        "cli.indicators.trade",
        trade="Show official China–North Korea trade by year or month, and claims of articles beside it.",
    ),
    *_of(
        RESEARCH,
        "cli.indicators.statistics",
        statistics="List the series of official trade statistics, each with its newest period and vintage.",
    ),
    *_of(
        RESEARCH,
        "cli.research.datasette",
        datasette="Explore the archive in Datasette on your computer: tables, facets, prepared queries.",
    ),
    *_of(
        RESEARCH,
        "cli.research.mcp",
        mcp="Let a language model search the archive: a read-only MCP server on standard input and output.",
    ),
    *_of(
        DIGESTS,
        "cli.digests.outbox",
        digest="Compose and send a subscription's digest now: what is new since the last one.",
        outbox="List recent messages with their delivery status; show, retry or drop one.",
        bounces="Process returned e-mail; an address that rejects mail three times is suspended.",
    ),
    Command(
        "subscriptions",
        DIGESTS,
        "List who gets what, and when; add, edit, pause, resume and remove subscriptions.",
        ("cli.digests.subscriptions", "cli.digests.recipients", "cli.digests.outbox"),
    ),
    *_of(
        STAGES,
        "cli.collect.stages",
        tag="Classify articles and edited versions that have no verdict yet.",
        group="Group relevant articles into stories.",
        send="Send the messages waiting in the outbox.",
        reextract="Re-extract stored pages; changes become new versions and never trigger alerts.",
    ),
    *_of(
        STAGES,
        "cli.classify.reclassify",
        reclassify="Re-classify with the current model; old verdicts are kept, readers are not notified.",
    ),
    *_of(
        MAINTENANCE,
        "cli.maintain.jobs",
        jobs="List the jobs of the service: when they run, how the last run ended, when the next one is.",
    ),
    *_of(
        MAINTENANCE,
        "cli.maintain.doctor",
        doctor="Examine the whole installation: each line is ok or says what to do; exits 1 on a failure.",
    ),
    *_of(
        MAINTENANCE,
        "cli.maintain.users",
        users="Manage the accounts of the web pages: add, list, disable, new password.",
    ),
    *_of(
        MAINTENANCE,
        "cli.maintain.archive",
        publish="Copy the archive without recipients and their mail, to share or for Datasette.",
        optimize="Merge the search index and free disk space.",
        reindex="Rebuild the search index from the stored texts.",
        retain="Delete old raw pages, fetch log rows and contents of sent messages; keep texts and hashes.",
    ),
    *_of(
        MAINTENANCE,
        "cli.maintain.custody",
        verify="Verify that texts, verdicts and pages are as they were stored, using the hash chain.",
        backup="Back up archive, pages, settings and all else it takes to come back, and verify the copy.",
        restore="Restore a backup to the data folder; refuses to overwrite anything.",
        upgrade="Upgrade the archive to this version of yalu, after a verified copy; make a missing key.",
    ),
    *_of(
        MAINTENANCE,
        "cli.maintain.copies",
        archive="Copy an archive to another file, to PostgreSQL, or back, and verify the copy.",
    ),
    *_of(
        INSPECT,
        "cli.maintain.inspect",
        config="Show the settings in force and where each comes from; secrets are hidden.",
    ),
    *_of(
        INSPECT,
        "cli.maintain.status",
        status="Show whether the service does its work, check by check; exits 1 if not.",
        trace="Show the path of an article or URL: fetches, versions, verdict, story, digests, deliveries.",
        health="Check whether the running service is healthy; exits 1 if not, for monitoring.",
    ),
    *_of(
        INSPECT,
        "cli.classify.classify",
        classify="Show how a text would be tagged, with the evidence for and against.",
    ),
    Command(
        "classifier",
        INSPECT,
        "Measure, compare and train the classifier.",
        ("cli.classify.training", "cli.classify.reclassify"),
    ),
)
