"""Commands that record feedback, re-classify articles, and compare and switch models."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from classifier import Classifier
from classifier.features import load_rules
from classifier.training import differences_between
from cli.app import AsJson, console, data_folder, print_json, print_table, say
from cli.classify.training import classifier_app, labelled_in
from scheduler import Shift, jobs, judge_again
from storage import Archive, Feedback, Judgement, Label
from yaluwatch import times
from yaluwatch.errors import ArchiveError, ClassifierError
from yaluwatch.files import write_whole
from yaluwatch.text import counted

feedback_app = typer.Typer(
    help="Record your judgement of a verdict; training learns from it.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(feedback_app, name="feedback")
    app.command()(reclassify)


@feedback_app.command("add")
def add_feedback(
    context: typer.Context,
    article_id: Annotated[
        int, typer.Argument(metavar="NUMBER", help="Article number, as printed by search.")
    ],
    judgement: Annotated[Judgement, typer.Argument(help="Your judgement of the verdict.")],
    topic: Annotated[
        list[str] | None, typer.Option(help="The wrong topic, or with `relevant` the right one (repeatable).")
    ] = None,
    by: Annotated[str, typer.Option(help="Your name, for the record.")] = "",
    note: Annotated[str, typer.Option(help="Your reason, for the record.")] = "",
) -> None:
    """Record that a verdict is right, has a wrong topic, or is wrong about relevance.

    Example: [bold]yalu feedback add 1834500000000 wrong --topic tourism[/bold]
    """
    here = data_folder(context)
    known = jobs.load_classifier(here.settings()).topics
    topics = tuple(topic or ())
    if unknown := [name for name in topics if name not in known]:
        raise ClassifierError(f"there is no topic {unknown[0]!r}; topics are {', '.join(known)}")
    if judgement is Judgement.WRONG and not topics:
        raise ClassifierError("name the wrong topic with --topic, or use not-relevant")
    if topics and judgement in {Judgement.RIGHT, Judgement.NOT_RELEVANT}:
        raise ClassifierError(f"{judgement} applies to the whole verdict; leave out --topic")
    with here.archive(read_only=False) as archive:
        stored = archive.articles.get(article_id)
        if stored is None:
            raise ArchiveError(f"there is no article {article_id}; `yalu search` prints the numbers")
        given = Feedback(
            article_id=article_id,
            version=stored.version,
            judgement=judgement,
            topics=topics,
            by=by,
            note=note,
            at=times.clock(),
        )
        archive.feedback.add(given)
    say(f"Recorded {judgement} {' '.join(topics)}".rstrip() + f" for “{stored.article.title}”.")


@feedback_app.command("list")
def list_feedback(
    context: typer.Context,
    labels: Annotated[
        bool, typer.Option("--labels", help="Print labelled articles for training, one JSON object per line.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the recorded judgements, newest first.

    Example: [bold]yalu feedback list[/bold]
    """
    with data_folder(context).archive() as archive:
        judgements = archive.feedback.all()
        if labels:
            for line in label_lines(archive.feedback.labels()):
                typer.echo(line)
            return
    if as_json:
        print_json([_row(each) for each in judgements])
        return
    rows = (
        (f"{w.at:%Y-%m-%d %H:%M}", str(w.article_id), w.judgement, " ".join(w.topics), w.by, w.note)
        for w in judgements
    )
    print_table(("time", "article", "judgement", "topics", "by", "note"), rows)


def label_lines(labels: Iterable[Label]) -> list[str]:
    """Training examples as lines of JSON, in the format described in docs/classifier.md."""
    return [
        json.dumps(
            {
                "id": f"archive-{label.stored.id}-{label.stored.version}",
                "lang": label.stored.article.language,
                "title": label.stored.article.title,
                "text": label.stored.article.body,
                "relevant": label.is_relevant,
                "tags": list(label.topics),
                "kind": "core" if label.is_relevant else "hard-negative",
                "source_name": label.stored.publisher,
            },
            ensure_ascii=False,
        )
        for label in labels
    ]


def reclassify(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
) -> None:
    """Re-classify with the current model; old verdicts are kept, readers are not notified.

    Example: [bold]yalu reclassify --dry-run[/bold]
    """
    here = data_folder(context)
    judge = jobs.load_classifier(here.settings())
    with here.archive(read_only=False) as archive:
        _show(_reclassified(archive, judge, is_dry=dry_run))
    if dry_run:
        say(f"These are the changes {judge.version} would make; run without --dry-run to make them.")
    else:
        say(f"Every article is now classified with {judge.version}.")


@classifier_app.command()
def use(
    context: typer.Context,
    weights: Annotated[str, typer.Argument(help="File written by `yalu classifier train`, or `shipped`.")],
    yes: Annotated[bool, typer.Option("--yes", help="Activate the weights.")] = False,
) -> None:
    """Show what other weights would change across the archive; --yes activates them.

    Example: [bold]yalu classifier use trained.toml[/bold]
    """
    here = data_folder(context)
    settings = here.settings()
    candidate = other_weights(jobs.load_classifier(settings), weights)
    with here.archive(read_only=True) as archive:
        _show(_reclassified(archive, candidate, is_dry=True))
    target = settings.words / "weights.toml"
    if not yes:
        say(f"Nothing is changed yet; --yes activates {candidate.version}.")
        return
    if weights == "shipped":
        target.unlink(missing_ok=True)
    else:
        text = Path(weights).read_text(encoding="utf-8")
        target.parent.mkdir(parents=True, exist_ok=True)
        # Replaced in one step, so that a service never loads half a file.
        write_whole(target, text.encode())
    say(f"{candidate.version} is active; `yalu reclassify` applies it to stored articles.")


@classifier_app.command()
def compare(
    context: typer.Context,
    old: Annotated[str, typer.Argument(help="File with weights, or `shipped`.")],
    new: Annotated[str, typer.Argument(help="File with weights, or `shipped`.")],
    folder: Annotated[Path, typer.Argument(help="Folder with labelled articles, *-dev.jsonl.")],
    as_json: AsJson = False,
) -> None:
    """List the labelled articles on which two models differ, next to the label.

    Example: [bold]yalu classifier compare shipped trained.toml labelled/[/bold]
    """
    current = jobs.load_classifier(data_folder(context).settings())
    differences = differences_between(
        labelled_in(folder), other_weights(current, old), other_weights(current, new)
    )
    if as_json:
        print_json([asdict(difference) for difference in differences])
        return
    rows = (
        (
            each.title[:60],
            *(f"{p:.2f} {' '.join(sorted(topics))}" for p, topics in (each.old, each.new)),
            each.told,
        )
        for each in differences
    )
    print_table(("article", "old", "new", "label"), rows)
    say(f"{counted(len(differences), 'difference')}.")


def other_weights(classifier: Classifier, weights: str) -> Classifier:
    """The classifier with the weights from a file, or the shipped ones. Raises ClassifierError."""
    if weights == "shipped":
        return classifier.with_shipped_rules()
    file = Path(weights)
    if not file.is_file():
        raise ClassifierError(
            f"there is no file {weights}; `yalu classifier train --output {weights}` creates one"
        )
    return classifier.with_rules(load_rules(file))


def _reclassified(archive: Archive, judge: Classifier, *, is_dry: bool) -> Shift:
    with Progress(console=console(), transient=True) as progress:
        task = progress.add_task("classifying", total=archive.verdicts.count_outdated(judge.version))
        return judge_again(
            archive,
            judge,
            times.clock(),
            is_dry=is_dry,
            on_batch=lambda shift: progress.update(task, completed=shift.judged),
        )


def _show(shift: Shift) -> None:
    rows = (
        (what, str(stored.id), stored.article.title[:70], " ".join(before), " ".join(after))
        for what, stored, before, after in sorted(shift.samples, key=lambda sample: sample[0])
    )
    if shift.samples:
        print_table(("", "article", "title", "topics before", "after"), rows)
    say(
        f"{counted(shift.judged, 'article')} re-classified: {shift.gained} gained, {shift.lost} lost, "
        f"{shift.retagged} with other topics."
    )


def _row(given: Feedback) -> dict[str, Any]:
    return {
        "article": given.article_id,
        "version": given.version,
        "judgement": given.judgement,
        "topics": given.topics,
        "by": given.by,
        "note": given.note,
        "at": given.at,
    }
