"""Precision–recall curves, as numbers and as a plot. The plot needs matplotlib."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

#: (predicted probability, true label) of each article.
Answers = Sequence[tuple[float, bool]]


def curve(answers: Answers) -> list[tuple[float, float]]:
    """(recall, precision) for each distinct probability as threshold, highest threshold first."""
    total = sum(true for _, true in answers)
    points = []
    right = 0
    ordered = sorted(answers, key=lambda answer: -answer[0])
    for count, (probability, true) in enumerate(ordered, start=1):
        right += true
        is_last = count == len(ordered) or ordered[count][0] < probability
        if is_last and total:
            points.append((right / total, right / count))
    return points


def draw_curves(methods: Mapping[str, Answers], file: Path) -> None:
    """Write an SVG with a curve for each method, or a dot for a method without probabilities."""
    matplotlib = import_module("matplotlib")
    matplotlib.use("Agg")
    # The file must be reproducible: no date, no random ids, text as paths.
    matplotlib.rcParams["svg.hashsalt"] = "yaluwatch"
    pyplot = import_module("matplotlib.pyplot")
    figure, axes = pyplot.subplots(figsize=(6, 4.5))
    for name, answers in methods.items():
        points = curve(answers)
        if len(points) > 2:
            axes.step(*zip(*points, strict=True), where="post", label=name, linewidth=1.4)
        elif points:
            axes.plot(*points[0], "o", label=name)
    axes.set(xlabel="recall", ylabel="precision", xlim=(0, 1.02), ylim=(0, 1.02))
    axes.grid(alpha=0.3)
    axes.legend(loc="lower left", fontsize="small")
    figure.tight_layout()
    figure.savefig(file, format="svg", metadata={"Date": None})
    pyplot.close(figure)
