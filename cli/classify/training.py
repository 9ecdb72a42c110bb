"""Commands that measure and train the classifier."""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from classifier.training import Labelled, load_labelled
from yaluwatch.errors import ClassifierError

Folder = Annotated[Path, typer.Argument(help="Folder with labelled articles, *-dev.jsonl.")]

classifier_app = typer.Typer(no_args_is_help=True, help="Measure, compare and train the classifier.")


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(classifier_app, name="classifier")


@classifier_app.command()
def evaluate(
    folder: Folder,
    picture: Annotated[
        Path | None, typer.Option(help="SVG file for a chart of precision and recall.")
    ] = None,
) -> None:
    """Cross-validate by story, next to three baselines: per language, per topic, with calibration.

    Example: [bold]yalu classifier evaluate labelled/ --picture curves.svg[/bold]
    """
    _run("classifier.training.evaluate", folder, "--picture", picture)


@classifier_app.command()
def train(
    folder: Folder,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File for the weights (default: standard output).")
    ] = None,
    write: Annotated[Path | None, typer.Option(hidden=True)] = None,
    feedback: Annotated[
        Path | None, typer.Option(help="Output of `yalu feedback list --labels`, used as further examples.")
    ] = None,
) -> None:
    """Learn the weights from labelled articles and the included training texts; needs no network.

    The weights are not activated: `yalu classifier use` shows what they would
    change, and activates them with --yes.

    Example: [bold]yalu classifier train labelled/ -o trained.toml[/bold]
    """
    if output := output or write:
        output.parent.mkdir(parents=True, exist_ok=True)
    _run("classifier.training.train", folder, "--write", output, "--feedback", feedback)


def labelled_in(folder: Path) -> list[Labelled]:
    """The labelled articles in a folder. Raises ClassifierError if there are none."""
    if not any(folder.glob("*-dev.jsonl")):
        raise ClassifierError(f"there are no labelled articles (*-dev.jsonl) in {folder}")
    return load_labelled(folder)


def _run(module: str, folder: Path, *options: str | Path | None) -> None:
    labelled_in(folder)
    arguments = [str(folder)]
    for option, value in zip(options[::2], options[1::2], strict=True):
        arguments += [str(option), str(value)] if value else []
    try:
        import_module(module).main(arguments)
    except ModuleNotFoundError as error:
        raise ClassifierError(
            f"training needs {error.name}; run: pip install scikit-learn matplotlib"
        ) from error
