"""Every form by its name, which is also the action of the button that opens it."""

from collections.abc import Mapping

from bot import (
    ask_form,
    channel_form,
    consent_forms,
    curation_forms,
    draft_form,
    giving_forms,
    merge_form,
    place_form,
    profile_form,
    quoting_forms,
    staff_forms,
)
from bot.forms import FormKind

FORM_KINDS: Mapping[str, FormKind] = {
    **ask_form.FORMS,
    **consent_forms.FORMS,
    **giving_forms.FORMS,
    **staff_forms.FORMS,
    **curation_forms.FORMS,
    **quoting_forms.FORMS,
    channel_form.NAME: channel_form.KIND,
    draft_form.NAME: draft_form.KIND,
    merge_form.NAME: merge_form.KIND,
    "place": place_form.KIND,
    "profile": profile_form.KIND,
}
