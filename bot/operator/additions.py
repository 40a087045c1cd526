"""`counterpart practice add`: a record that an operator enters, published at once or for staff to look at."""

from dataclasses import dataclass, replace
from secrets import token_hex

from bot.forms import record as record_form
from bot.forms.record import Said
from bot.importing import checking
from bot.operator.operator_mistake import OperatorMistake
from bot.operator.records import ENGLISH, OPERATOR, Operating, Typed, operating
from bot.places.gazetteer import look_up
from bot.staff import told_later
from matching.domain import Kind, RecordId, Result
from store import audit_views, places, provenance, record_changes, record_readers, to_compare
from store.places import JurisdictionDraft
from store.provenance import Statement
from store.record_changes import Drafting
from store.record_values import RecordDraft
from store.revisions import Change


@dataclass(frozen=True, slots=True)
class Addition:
    """What an operator typed: fields as in an edit, and where it was done; `key` is "" for one made up."""

    typed: Typed
    place: str = ""
    country: str = ""
    office: str = ""
    key: str = ""
    draft: bool = False


def add(typed: Addition) -> str:
    """Keep the record and return under which number. Raises OperatorMistake, and nothing is kept."""
    key = typed.key or f"added-{token_hex(4)}"
    with operating() as its:
        said = _said(its, key, typed)
        with its.watched("record.add", audit_views.records(its.network_id, [key])):
            record_id = _kept(its, said, draft=typed.draft)
    waits = "waits for staff to publish it" if typed.draft else "is published"
    return f"Record {record_id} ({key}) {waits}: {said.draft.title}"


def _said(its: Operating, key: str, typed: Addition) -> Said:
    """Return what the record says. Raises OperatorMistake with every field that cannot stay."""
    page = record_form.page(its.connection, its.network_id, Said(_empty(key)))
    wrong = dict(record_form.mistakes(its.connection, page, typed.typed, ENGLISH))
    if not "".join(typed.typed.get("title", ())).strip():  # a field that stays as it was is not looked at
        wrong["title"] = "No record can do without: --set title='A title'."
    place = _checked("place", typed.place, wrong)
    country = _checked("country", typed.country, wrong)
    office = _checked("contact_role", typed.office, wrong, shown="office")
    if office and not place:
        wrong["office"] = "An office belongs to a place: say --place as well."
    if wrong:
        raise OperatorMistake(" ".join(f"{name}: {sentence}" for name, sentence in wrong.items()))
    said = record_form.read(its.connection, page, typed.typed)
    draft = replace(said.draft, place=place, country=country, office_id=None)
    if office:
        found = look_up(place, country or None, "", Kind.UNKNOWN)
        where = found or JurisdictionDraft(place, Kind.UNKNOWN, country or None, "")
        jurisdiction = places.ensure_jurisdiction(its.connection, its.network_id, where)
        of_office = places.ensure_office(its.connection, its.network_id, jurisdiction, office)
        draft = replace(draft, office_id=of_office.id)
    return replace(said, draft=draft)


def _checked(field: str, text: str, wrong: dict[str, str], shown: str = "") -> str:
    """Return what the field of an import would hold; what is wrong with it is written down."""
    try:
        return str(checking.field(field, text))
    except ValueError as reason:
        wrong[shown or field] = f"{reason}."
        return ""


def _kept(its: Operating, said: Said, *, draft: bool) -> RecordId:
    connection, network_id, now = its.connection, its.network_id, its.now
    record_id = _made(its, said.draft, draft=draft)
    if record_id is None:
        raise OperatorMistake(
            f"There is a record {said.draft.key} already; change it with `counterpart practice edit`."
        )
    if draft:
        told_later.opened(connection, network_id, "draft", record_id, now)
    to_compare.remember(connection, network_id, [record_id])
    record_readers.set_readers(connection, network_id, record_id, said.readers)
    parts = provenance.filled(provenance.everything(said.draft, said.readers))
    statements = [Statement(part, None, OPERATOR.role, OPERATOR.source, now) for part in parts]
    provenance.say(connection, network_id, record_id, statements)
    return record_id


def _made(its: Operating, said: RecordDraft, *, draft: bool) -> RecordId | None:
    """Write the record; None if another one has its key by now, and what was written must be taken back."""
    if draft:
        return record_changes.draft(its.connection, its.network_id, said, its.now, Drafting(seen=0))
    saved = record_changes.save(its.connection, its.network_id, said, its.now, Change("published"))
    return saved.id if saved.change == "new" else None


def _empty(key: str) -> RecordDraft:
    return RecordDraft(
        key=key,
        title="",
        problem="",
        action="",
        outcome="",
        lessons="",
        result=Result.UNKNOWN,
        topics=(),
        place="",
        country="",
        office_id=None,
        year_start=None,
        status="unknown",
        source_title="",
        source_url="",
        source_lang="",
    )
