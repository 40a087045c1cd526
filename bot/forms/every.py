"""Every form by its name, which is also the action of the button that opens it."""

from collections.abc import Mapping

from bot.forms import FormKind
from bot.forms import ask as ask_form
from bot.forms import call as call_form
from bot.forms import channel as channel_form
from bot.forms import consent as consent_forms
from bot.forms import curation as curation_forms
from bot.forms import digest as digest_form
from bot.forms import draft as draft_form
from bot.forms import editing as editing_forms
from bot.forms import giving as giving_forms
from bot.forms import merge as merge_form
from bot.forms import place as place_form
from bot.forms import profile as profile_form
from bot.forms import quoting as quoting_forms
from bot.forms import reported as reported_form
from bot.forms import staff as staff_forms

FORM_KINDS: Mapping[str, FormKind] = {
    **ask_form.FORMS,
    **consent_forms.FORMS,
    **giving_forms.FORMS,
    **staff_forms.FORMS,
    call_form.NAME: call_form.KIND,
    **curation_forms.FORMS,
    **editing_forms.FORMS,
    **quoting_forms.FORMS,
    channel_form.NAME: channel_form.KIND,
    digest_form.NAME: digest_form.KIND,
    draft_form.NAME: draft_form.KIND,
    merge_form.NAME: merge_form.KIND,
    reported_form.NAME: reported_form.KIND,
    "place": place_form.KIND,
    "profile": profile_form.KIND,
}
