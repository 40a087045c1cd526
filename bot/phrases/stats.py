"""The words for the figures of a network, as staff read them; docs/metrics.md defines each."""

from collections.abc import Callable, Mapping

from bot.phrases.refusals import Gettext

NGettext = Callable[[str, str, int], str]


def usage(_: Gettext) -> str:
    """Return how staff ask for figures."""
    return _("For staff, /network stats shows figures of the last 90 days, /network stats 30 of the last 30.")


def heading(_n: NGettext, days: int) -> str:
    """Return the first line of the figures."""
    return _n("Figures of the last {count} day", "Figures of the last {count} days", days).format(count=days)


def lines(_: Gettext, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the figures in lines; `values` has each of them, written out, by its name."""
    sentences = (
        _(
            "Questions: {questions} by {askers} officials. A match was shown, or an answer came later: "
            "{answer_rate}. Helpful: {helpful_rate}."
        ),
        _(
            "Answered by a record or a peer: {questions_answered}, half within {first_answer_median}, nine "
            "in ten within {first_answer_p90}."
        ),
        _(
            "Introductions requested: {introductions}. Waiting {introductions_waiting}, not made "
            "{introductions_not_made}, handed over {introductions_handed_on}, agreed "
            "{introductions_accepted}, introduced {introductions_introduced}, met {introductions_met}, "
            "useful {introductions_useful}, adapted {introductions_adapted}, adopted "
            "{introductions_adopted}, not useful {introductions_not_useful}."
        ),
        _(
            "Members: {members}, of whom {members_not_asked} were not asked. Requests per member: median "
            "{requests_median}, nine in ten at most {requests_p90}, most {requests_most}."
        ),
        _(
            "Records: {records}. Verified in the last year {records_up_to_1_year}, one to two years ago "
            "{records_up_to_2_years}, earlier {records_older}, never {records_never_confirmed}."
        ),
        _("Open questions: {open_questions}, from {open_questions_governments} governments."),
    )
    return tuple(sentence.format(**values) for sentence in sentences)


def what_counts(_: Gettext) -> str:
    """Return what is counted and not shown."""
    return _("Private and anonymous questions are counted, and never shown.")
