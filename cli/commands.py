"""Every command: where its code is, and its line in the help. `yalu --help` imports none of that code."""

from dataclasses import dataclass

#: Panels of the help, in their order.
START, COLLECT, READ, RESEARCH, DIGESTS, STAGES, MAINTENANCE, INSPECT = (
    "Start here",
    "Collect",
    "Search and read",
    "Count, compare, export",
    "Digests",
    "Run a stage by hand (the service runs them itself)",
    "Maintenance",
    "Inspect",
)


@dataclass(frozen=True, slots=True)
class Command:
    """One command, or a group of them."""

    name: str
    panel: str
    #: First line of its help.
    summary: str
    #: Modules whose `register` adds it.
    modules: tuple[str, ...]


def _of(panel: str, module: str, **summaries: str) -> tuple[Command, ...]:
    return tuple(Command(name, panel, summary, (module,)) for name, summary in summaries.items())


COMMANDS: tuple[Command, ...] = (
    *_of(
        START,
        "cli.start.service",
        demo="Watch invented publications on this machine: crawl, tag, group, digest. No network needed.",
        init="Set up the data folder: settings, source list, archive, a first subscription.",
        run="Start the service: crawl on schedule, send digests, show the archive in a browser.",
    ),
    *_of(
        COLLECT,
        "cli.collect.crawl",
        crawl="Read the sources that are due, then tag and group new articles.",
    ),
    Command(
        "sources",
        COLLECT,
        "The source list and its health, needing attention first; add, test, monitor, repair sources.",
        ("cli.collect.source_health", "cli.collect.sources"),
    ),
    *_of(
        READ,
        "cli.research.read",
        search="Search in English, Korean, Chinese or Japanese.",
        show="Show one article with its verdict, evidence and story.",
    ),
    *_of(READ, "cli.research.stories", stories="The newest stories; correct the automatic grouping."),
    *_of(
        READ,
        "cli.classify.reclassify",
        feedback="Your judgement of a verdict; training learns from it.",
    ),
    *_of(
        RESEARCH,
        "cli.research.research",
        count="Count matching articles by topic, place, source, month and more.",
        series="Matching articles over time, with the number of sources that could be read.",
        pairs="What is named together: places, actors, goods or rules in the same articles.",
        export="Write every matching article with its permanent number, for citing and further work.",
        versions="Every version of an article, or what changed between two of them.",
        tables="The tables printed in an article, as rows.",
        trade="Published annual China–North Korea trade, to compare with article counts; USD million.",
        events="Dated events of the border and its trade since 1949, to compare with article counts.",
    ),
    *_of(
        RESEARCH,
        "cli.research.datasette",
        datasette="Explore the archive in Datasette, on this machine: tables, facets, ready-made queries.",
    ),
    *_of(
        DIGESTS,
        "cli.digests.outbox",
        digest="Make and send a subscription's digest now: what is new since the last one.",
        outbox="Recent messages and their delivery status; show, retry or drop one.",
        bounces="Process a returned e-mail; an address that refuses three times gets no more mail.",
    ),
    Command(
        "subscriptions",
        DIGESTS,
        "Who gets what, and when; add, edit, pause, resume and remove subscriptions.",
        ("cli.digests.subscriptions", "cli.digests.recipients", "cli.digests.outbox"),
    ),
    *_of(
        STAGES,
        "cli.collect.stages",
        tag="Classify articles, and edited versions, that have no verdict yet.",
        group="Assign relevant articles without a story to one.",
        send="Send the messages waiting in the outbox.",
        reextract="Re-read stored pages; changes become new versions and never trigger alerts.",
    ),
    *_of(
        STAGES,
        "cli.classify.reclassify",
        reclassify="Re-classify with the current model; old verdicts stay, readers are not notified.",
    ),
    *_of(
        MAINTENANCE,
        "cli.maintain.archive",
        doctor="Check the archive: file, tables, index, pages, disk space; exits 1 if problems are found.",
        verify="Prove that every page is as it was stored: checks the hash chain and the WARC files.",
        backup="Copy archive and pages while they are in use, and verify the copy.",
        restore="Restore a backup; refuses to overwrite an archive.",
        publish="Copy the archive without recipients and their mail, for Datasette or to share.",
        optimize="Merge the search index and free disk space.",
        reindex="Rebuild the search index from the stored texts.",
        retain="Delete old raw pages, ledger rows and contents of sent messages; texts and hashes stay.",
    ),
    *_of(
        INSPECT,
        "cli.maintain.inspect",
        config="The settings in force and where each comes from; secrets hidden.",
        health="Ask the running service whether it is healthy; exits 1 if not, for monitoring.",
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
