"""Promises are computed from the journal alone, and a journal that breaks one is caught."""

import json
from math import ceil, log2

import pytest

from bot.operator.operator_mistake import OperatorMistake
from bot.simulation import baseline, picture, run
from bot.simulation.figures import figures, gini, lost
from bot.simulation.laws import Size
from bot.simulation.promises import hold
from bot.simulation.report import Reported
from tests.fakes_embedder import WordEmbedder
from tests.simulation import naive
from tests.simulation.rows import introduced, question, world

# The years that all tests share are played for the first of them.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


def broken(rows, by_top_match=None):
    return {each.name for each in hold(rows, by_top_match or rows).broken}


def test_a_naive_function_computes_every_promise_alike_from_the_journals_lines(played):
    ours, theirs = naive.read(played.journal), naive.read(played.top_match)

    measured = {each.name: each.measured for each in played.reported.held.promises}

    assert measured == {
        "pairs asked again within 90 days": naive.pairs_too_soon(ours),
        "officials above capacity in any 30 days": naive.above_capacity(ours),
        "introductions carried by the busiest 1%": pytest.approx(naive.busiest(ours, 1)),
        "busiest 1%, of the top match's": pytest.approx(naive.busiest(ours, 1) / naive.busiest(theirs, 1)),
        "served questions, of the top match's": pytest.approx(
            naive.served_share(ours) / naive.served_share(theirs)
        ),
        "nDCG lost to the top match": pytest.approx(naive.lost(ours, theirs)),
    }


@pytest.mark.parametrize("policy", ["ours", "baseline"])
def test_the_figures_of_both_policies_agree_with_the_naive_ones(played, policy):
    shown = getattr(played.reported.held, policy)
    rows = naive.read({"ours": played.journal, "baseline": played.top_match}[policy])

    assert (shown.introductions, shown.requests) == (
        len(naive.introductions(rows)),
        len(naive.requests(rows)),
    )
    assert list(shown.loads) == naive.loads(rows)
    assert shown.busiest_10 == pytest.approx(naive.busiest(rows, 10))
    assert shown.gini == pytest.approx(naive.gini(rows))
    assert shown.served_share == pytest.approx(naive.served_share(rows))
    assert shown.acceptance == pytest.approx(naive.acceptance(rows))
    assert shown.hours == pytest.approx(naive.hours(rows))
    assert (shown.repeats, shown.unserved) == (naive.repeats(rows), naive.unserved(rows))


@pytest.mark.parametrize("policy", ["journal", "top_match"])
def test_the_table_and_the_json_say_what_the_naive_functions_compute(played, capsys, policy):
    rows = naive.read(getattr(played, policy))
    column, name = {"journal": (0, "counterpart"), "top_match": (1, "top_match")}[policy]

    run.tell([played.reported], as_json=False)
    printed = [line.strip() for line in capsys.readouterr().out.splitlines()]
    run.tell([played.reported], as_json=True)
    told = json.loads(capsys.readouterr().out)["policies"][name]

    shown = {
        "acceptance": f"{naive.acceptance(rows):.1%}",
        "hours to the introduction, median": f"{naive.hours(rows):.1f}",
        "pairs introduced again in the year": f"{naive.repeats(rows)}",
        "unserved questions that had a match": f"{naive.unserved(rows)}",
        "carried by the busiest 1% of them": f"{naive.busiest(rows, 1):.1%}",
        "carried by the busiest 10%": f"{naive.busiest(rows, 10):.1%}",
        "Gini of their load": f"{naive.gini(rows):.3f}",
    }
    for heading, figure in shown.items():
        [line] = [line for line in printed if line.startswith(heading)]
        assert line.removeprefix(heading).split()[column] == figure
    assert told["acceptance"] == pytest.approx(naive.acceptance(rows))
    assert told["hours"] == pytest.approx(naive.hours(rows))
    assert (told["repeats"], told["unserved"]) == (naive.repeats(rows), naive.unserved(rows))


def test_a_pair_that_is_introduced_again_is_a_repeat_whoever_asked():
    rows = [*world(2), *introduced(1, 1, asker=2), *introduced(2, 2, day=100, asker=1)]

    assert figures(rows).repeats == 1


def test_a_pair_that_is_asked_again_after_89_days_is_caught():
    rows = [*world(2), *introduced(1, 1, day=0), *introduced(2, 1, day=89)]

    assert "pairs asked again within 90 days" in broken(rows)


def test_a_pair_that_is_asked_again_89_days_after_the_yes_is_caught():
    rows = [*world(2), *introduced(1, 1, day=0), *introduced(2, 1, day=90)]

    assert "pairs asked again within 90 days" in broken(rows)


def test_a_pair_may_be_asked_again_90_days_after_the_yes():
    rows = [*world(2), *introduced(1, 1, day=0), *introduced(2, 1, day=91)]

    assert "pairs asked again within 90 days" not in broken(rows)


def test_a_pair_that_is_asked_the_other_way_round_is_the_same_pair():
    rows = [*world(2), *introduced(1, 1, asker=2), *introduced(2, 2, day=10, asker=1)]

    assert "pairs asked again within 90 days" in broken(rows)


def test_one_introduction_more_than_somebody_takes_on_in_thirty_days_is_caught():
    rows = [*world(1), *introduced(1, 1, day=0), *introduced(2, 1, day=29.9, asker=1001)]

    assert "officials above capacity in any 30 days" in broken(rows)


def test_after_thirty_days_the_next_introduction_is_within_the_capacity():
    rows = [*world(1), *introduced(1, 1, day=0), *introduced(2, 1, day=30, asker=1001)]

    assert "officials above capacity in any 30 days" not in broken(rows)


def test_what_the_busiest_hundredth_carries_counts_only_officials_whose_records_matched():
    made = [row for number in range(1, 9) for row in introduced(number, number)]
    rows = [*world(300), question(11, list(range(1, 201))), *made, *introduced(9, 1), *introduced(10, 1)]

    # 200 officials matched, so 2 are the busiest hundredth: one carries 3 of the 10 introductions, one 1.
    assert figures(rows).busiest_1 == pytest.approx(4 / 10)


def test_relevance_is_compared_where_both_policies_introduce_somebody():
    asked = [question(1, [1, 2], relevance=[2, 1]), question(2, [1, 2], relevance=[2, 1])]
    ours = [*world(2), *introduced(1, 2), *asked]
    theirs = [*world(2), *introduced(1, 1), *introduced(2, 1), *asked]

    # One record alone is a list whose only place counts 1 / log2(2): the gain is 1 of 2, against 2 of 2.
    assert lost(ours, theirs) == pytest.approx(1 - (1 / log2(2) / 2) / (2 / log2(2) / 2))


def test_the_gini_is_0_for_equal_loads_and_the_others_share_where_one_carries_everything():
    assert gini([3, 3, 3, 3]) == 0
    assert gini([0, 0, 0, 8]) == pytest.approx(3 / 4)


def test_always_the_top_match_asks_the_holders_of_the_first_matchs_office_first():
    asked = [question(number, [2, 1], day=number) for number in range(1, 41)]

    rows = baseline.play([*world(2), *asked], seed=1)

    first = {row.question: row.official for row in reversed(rows) if row.state == "asked"}
    assert set(first.values()) == {2}


def test_a_kept_year_ends_with_exit_status_0_and_a_broken_one_with_1(capsys):
    numbers = range(1, 201)
    even = [*world(200), *(row for number in numbers for row in introduced(number, number))]
    matched = [question(201, list(numbers))]
    top = [*world(200), *matched, *(row for number in numbers for row in introduced(number, 1, day=number))]

    kept = run.tell([Reported(Size(), hold(even, top), 1.0)], as_json=False)
    twice = hold([*even, *introduced(202, 1, day=2)], top)
    broken = run.tell([Reported(Size(), twice, 1.0)], as_json=False)

    assert (kept, broken) == (0, 1)
    assert capsys.readouterr().err == (
        "Broken: pairs asked again within 90 days (1, at most 0).\n"
        "Broken: officials above capacity in any 30 days (1, at most 0).\n"
    )


def test_the_command_prints_the_worlds_laws_first_and_judges_no_share_by_one_seed(tmp_path, capsys):
    order = run.Order(Size(seed=3, jurisdictions=10, questions=20), tmp_path / "new")

    status = run.run(order, lambda _: WordEmbedder())

    printed = capsys.readouterr()
    shares = [line for line in printed.out.splitlines() if "busiest 1%" in line and "at most" in line]
    assert status == 0
    assert printed.out.startswith("The world\n- Seed 3: 10 jurisdictions, 20 questions in the year")
    assert len(shares) == 2
    assert all(line.endswith("one seed") for line in shares)
    assert "seconds for the year" in printed.out
    assert "at most 600" in printed.out
    assert (tmp_path / "new" / "load.png").read_bytes().startswith(b"\x89PNG")


def test_several_seeds_are_judged_on_their_mean(capsys):
    world_of, numbers = world(200), range(1, 201)
    even = [*world_of, *(row for each in numbers for row in introduced(each, each))]
    matched = [question(201, list(numbers))]
    top = [*world_of, *matched, *(row for each in numbers for row in introduced(each, 1, day=each))]
    # By hand: the two busiest of 200 carry 2 of 200 introductions in the one year and all in the other.
    years = [Reported(Size(seed), hold(rows, top), 700.0) for seed, rows in enumerate((even, top), start=1)]

    status = run.tell(years, as_json=False)

    printed = capsys.readouterr()
    [carried] = [line for line in printed.out.splitlines() if "carried by the busiest 1%" in line]
    [took] = [line for line in printed.out.splitlines() if "seconds for the year" in line]
    assert status == 1
    assert carried.split()[-6:] == ["at", "most", "5.0%", "BROKEN", "1.0%,", "100.0%"]
    assert "50.5%" in carried
    assert took.split()[-3:] == ["over", "700,", "700"]
    assert "Broken: introductions carried by the busiest 1% (50.5%, at most 5.0%)." in printed.err


def test_what_no_year_may_break_is_broken_by_one_of_several(capsys):
    good = [*world(1), *introduced(1, 1, day=0)]
    bad = [*world(2), *introduced(1, 1, day=0), *introduced(2, 1, day=89)]

    status = run.tell([Reported(Size(), hold(rows, rows), 1.0) for rows in (good, bad)], as_json=False)

    assert status == 1
    assert "Broken: pairs asked again within 90 days (0.5, at most 0)." in capsys.readouterr().err


@pytest.mark.parametrize(("typed", "seeds"), [("1-5", (1, 2, 3, 4, 5)), ("3", (3,)), ("1, 3-4,3", (1, 3, 4))])
def test_seeds_are_typed_as_a_range_or_a_list(typed, seeds):
    assert run.seeds_of(typed) == seeds


@pytest.mark.parametrize("typed", ["", "five", "5-1", "1-", "1-1000", "-1"])
def test_what_names_no_seeds_is_answered_with_what_to_type(typed):
    with pytest.raises(OperatorMistake, match="1-5"):
        run.seeds_of(typed)


def test_json_has_the_laws_both_policies_and_every_promise(played, capsys):
    run.tell([played.reported], as_json=True)

    told = json.loads(capsys.readouterr().out)
    assert told["size"] == {"seed": 1, "jurisdictions": 10, "questions": 80}
    assert set(told["policies"]) == {"counterpart", "top_match"}
    assert len(told["promises"]) == 6
    assert ceil(sum(told["policies"]["top_match"]["loads"])) > 0


def test_the_picture_of_a_year_without_introductions_can_be_drawn(tmp_path):
    rows = world(3)

    picture.draw(tmp_path / "load.png", Size(), hold(rows, rows))

    assert (tmp_path / "load.png").stat().st_size > 0
