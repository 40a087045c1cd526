"""Every form by its name, which is also the action of the button that opens it."""

from collections.abc import Mapping

from bot import place_form, profile_form
from bot.forms import FormKind

FORM_KINDS: Mapping[str, FormKind] = {
    "place": place_form.KIND,
    "profile": profile_form.KIND,
}
