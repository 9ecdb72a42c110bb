"""Commands for the classifier's makers: evaluate and train."""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from yaluwatch.cli.app import LOOK
from yaluwatch.errors import ClassifierError

Folder = Annotated[Path, typer.Argument(help="Folder with labelled articles, *-dev.jsonl.")]

classifier_app = typer.Typer(no_args_is_help=True, help="Measure the classifier, and train it anew.")


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(classifier_app, name="classifier", rich_help_panel=LOOK)


@classifier_app.command()
def evaluate(
    folder: Folder,
    picture: Annotated[
        Path | None, typer.Option(help="Draw precision and recall into this SVG file.")
    ] = None,
) -> None:
    """Cross-validate by story beside three baselines: per language, per topic, with calibration.

    Example: [bold]yalu classifier evaluate labelled/ --picture curves.svg[/bold]
    """
    _run("classifier.evaluate", folder, "--picture", picture)


@classifier_app.command()
def train(
    folder: Folder,
    write: Annotated[Path | None, typer.Option(help="File for the weights; printed when left out.")] = None,
) -> None:
    """Learn the weights from labelled articles and our own training texts.

    Written to words/weights.toml in the data folder they are in force at the next start.

    Example: [bold]yalu classifier train labelled/ --write var/words/weights.toml[/bold]
    """
    if write:
        write.parent.mkdir(parents=True, exist_ok=True)
    _run("classifier.train", folder, "--write", write)


def _run(module: str, folder: Path, option: str, file: Path | None) -> None:
    if not any(folder.glob("*-dev.jsonl")):
        raise ClassifierError(f"there are no labelled articles (*-dev.jsonl) in {folder}")
    arguments = [str(folder), *((option, str(file)) if file else ())]
    try:
        import_module(module).main(arguments)
    except ModuleNotFoundError as error:
        raise ClassifierError(
            f"training needs {error.name}; install it with pip install scikit-learn matplotlib"
        ) from error
