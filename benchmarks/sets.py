"""How much better the matcher is than each of its signals alone, over many sets of judged questions.

    python -m benchmarks.sets --data DIR [--model mpnet+e5]

DIR holds a folder for each name of FOLDERS, and one of ACROSS, as `counterpart evaluate` reads them; the
demo network's own questions come with the package. What was embedded is kept where that command keeps it.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from statistics import mean
from typing import Annotated

import numpy as np
import typer

from benchmarks.collection import Collection, uncentred
from benchmarks.collection import read as read_demo
from benchmarks.judged_pools import demo_embedded
from benchmarks.report import RESULTS, heading
from bot.operator import evaluate
from bot.progress import progress
from matching.bootstrap import PERCENTILES, resampled_means
from matching.comparison import FIRST_MEASURE, MATCHER, Comparison, Estimate, Slice, compare, rankings_of
from matching.embedder import BUNDLED, LARGER
from matching.judged import JudgedFolder, JudgedQuestion, read
from matching.judged_files import Text
from matching.rankings import Model, model_of

FOLDERS = ("climate_adapt_known_item", "covid_q", "covidfaq_userqueries", "or_sharc_gov_dev", "stackfaq")
ACROSS = "cross_language"  # the same questions in eleven languages, its documents in English
DEMO, ENGLISH, OTHER = "demo", "en", "other languages"
REPORTS = {BUNDLED: "sets.md", LARGER: "sets_mpnet.md"}
MODELS_OF_LANGUAGES = ("e5_centred", "e5")  # the signals that know other languages than English


def main(
    data: Annotated[Path, typer.Option(help="Folder that has the folders of judged questions")],
    model: Annotated[str, typer.Option(help="The embedding model")] = BUNDLED,
) -> None:
    """Measure every set, print the tables and keep them."""
    chosen = model_of(model)
    sets = {
        DEMO: compared_demo(read_demo(), chosen),
        **{name: compared(read(data / name), chosen) for name in FOLDERS},
    }
    across = compared(read(data / ACROSS), chosen)
    lines = [
        f"{heading('sets')}with `--data DIR{'' if model == BUNDLED else f' --model {model}'}`\n",
        "nDCG@10 of the questions that have an answer; 95% intervals by resampling questions. Signals alone:",
        "BM25, and each model's vectors as the product has them (`e5`: not centred). The models read the",
        "questions without typing mistakes, as in the product; BM25 reads what was typed.\n",
        *bars_table(sets, across),
        *sets_table(sets, across),
        *languages_table(across),
    ]
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    (RESULTS / REPORTS[model]).write_text(text, encoding="utf-8")


def compared(judged: JudgedFolder, model: Model) -> Comparison:
    """Return the figures of a folder, as `counterpart evaluate` has them."""
    passages, asked = evaluate.embedded(judged, model, evaluate.CACHE)
    with progress("Ranking", rankings_of(judged, model)) as advance:
        return compare(judged, model, passages, asked, advance)


def compared_demo(demo: Collection, model: Model) -> Comparison:
    """Return the figures of the demo network's questions against its records, embedded in their parts.

    Languages are ENGLISH and OTHER.
    """
    judged = JudgedFolder(
        tuple(Text(number, record.key, record.text) for number, record in enumerate(demo.records)),
        tuple(
            JudgedQuestion(
                f"q{number}",
                question.text,
                ENGLISH if question.is_english else OTHER,
                "",
                bool(question.relevant),
                dict.fromkeys(question.relevant, 1.0),
            )
            for number, question in enumerate(demo.questions)
        ),
        by_domain=False,
        warnings=(),
    )
    # The mean of centred parts cannot be taken back to that of the parts as they were.
    sides = [np.asarray(rows, dtype=np.float32) for rows in uncentred(demo)]
    exact = replace(model, alone={**model.alone, "e5": lambda rows, side: sides[side]})
    return compare(judged, exact, *demo_embedded(model.setting))


def bars_table(sets: Mapping[str, Comparison], across: Comparison) -> Iterator[str]:
    """Yield each figure that has a bar, and whether it is reached."""
    means = {
        name: mean(figures(each.overall)[name].value for each in sets.values()) for name in systems(sets)
    }
    best = max((name for name in means if name != MATCHER), key=means.__getitem__)
    others = {name: each for name, each in across.by_language.items() if name != ENGLISH}
    low, high = interval_of_ratio(list(sets.values()), systems(sets).index(best))
    rows = [
        (
            f"mean over {len(sets)} sets: matcher over the best signal, {best} [{low:.4f} {high:.4f}]; "
            "the weights were chosen on these sets",
            means[MATCHER] / means[best],
            1.08,
        ),
        *(
            (f"{name}: matcher less the best signal", gain(each.overall), -0.01)
            for name, each in sets.items()
        ),
        *(
            (f"{ACROSS}, {name}: matcher less e5", over_e5(each), 0)
            for name, each in across.by_language.items()
        ),
        (f"{ACROSS}: mean of the {len(others)} other languages", mean(map(matcher, others.values())), 0.78),
        (f"{ACROSS}: English", matcher(across.by_language[ENGLISH]), 0.88),
        ("demo: English", matcher(sets[DEMO].by_language[ENGLISH]), 0.85),
        ("demo: other languages", matcher(sets[DEMO].by_language[OTHER]), 0.82),
    ]
    yield "## The bars"
    yield "| what | measured | bar | reached |"
    yield "|---|--:|--:|---|"
    for what, value, bar in rows:
        yield f"| {what} | {value:.4f} | {bar} | {'yes' if value >= bar else '**no**'} |"


def interval_of_ratio(sets: Sequence[Comparison], best: int) -> tuple[float, float]:
    """Return the 95% interval of the matcher's mean over this signal's, resampling the questions of each set.

    The sets and the choice of the signal stay as they are, so it says nothing of other sets.
    """
    drawn = [resampled_means(each.by_question, seed) for seed, each in enumerate(sets)]
    matchers, signals = np.mean(drawn, axis=0)[:, [0, best]].T
    low, high = np.percentile(matchers / signals, PERCENTILES)
    return float(low), float(high)


def sets_table(sets: Mapping[str, Comparison], across: Comparison) -> Iterator[str]:
    """Yield the figures of each set, and their means over the sets that have bars together."""
    names = systems(sets)
    slices = chain(
        ((name, each.overall) for name, each in sets.items()),
        ((f"{DEMO}, {name}", each) for name, each in sets[DEMO].by_language.items()),
        [(ACROSS, across.overall)],
    )
    yield "\n## Each set"
    yield f"The difference is the matcher less the best signal of that set, in pairs. The mean is over {DEMO}"
    yield f"and {', '.join(FOLDERS)}.\n"
    yield f"| | questions | {' | '.join(names)} | difference | best signal |"
    yield f"|---|{'--:|' * (len(names) + 2)}---|"
    for name, each in slices:
        cells = " | ".join(_cell(figures(each)[system]) for system in names)
        difference = _cell(each.difference[FIRST_MEASURE], "+")
        yield f"| {name} | {each.questions} | {cells} | {difference} | {each.best} |"
    means = (mean(figures(each.overall)[name].value for each in sets.values()) for name in names)
    yield f"| **mean of {len(sets)}** | | {' | '.join(f'{value:.3f}' for value in means)} | | |"


def languages_table(across: Comparison) -> Iterator[str]:
    """Yield the matcher's figures and e5's in each language."""
    yield f"\n## {ACROSS}"
    yield "The same questions in each language. e5: the better of centred and not.\n"
    yield "| language | questions | matcher | e5_centred | e5 | matcher less e5 |"
    yield "|---|--:|--:|--:|--:|--:|"
    for name, each in across.by_language.items():
        beside = " | ".join(f"{figures(each)[model].value:.3f}" for model in MODELS_OF_LANGUAGES)
        own = _cell(figures(each)[MATCHER])
        yield f"| {name} | {each.questions} | {own} | {beside} | {over_e5(each):+.3f} |"
    others = [each for name, each in across.by_language.items() if name != ENGLISH]
    means = (mean(figures(each)[name].value for each in others) for name in (MATCHER, *MODELS_OF_LANGUAGES))
    own, *alone = (f"{value:.3f}" for value in means)
    yield f"| **mean of the {len(others)} other languages** | | {own} | {' | '.join(alone)} | |"


def systems(sets: Mapping[str, Comparison]) -> list[str]:
    """Return the names of the matcher and its signals."""
    return list(figures(sets[DEMO].overall))


def figures(of: Slice) -> dict[str, Estimate]:
    """Return nDCG@10 of the matcher and of each signal."""
    every = {MATCHER: of.matcher, **of.baselines}
    return {name: measured[FIRST_MEASURE] for name, measured in every.items()}


def matcher(of: Slice) -> float:
    """Return the matcher's nDCG@10."""
    return figures(of)[MATCHER].value


def gain(of: Slice) -> float:
    """Return what the matcher has more than the best signal."""
    return of.difference[FIRST_MEASURE].value


def over_e5(of: Slice) -> float:
    """Return what the matcher has more than the better of e5's two ways."""
    return matcher(of) - max(figures(of)[name].value for name in MODELS_OF_LANGUAGES)


def _cell(estimate: Estimate, sign: str = "") -> str:
    return f"{estimate.value:{sign}.3f} [{estimate.low:{sign}.3f} {estimate.high:{sign}.3f}]"


if __name__ == "__main__":
    typer.run(main)
