"""Every form by its name, which is also the action of the button that opens it."""

from collections.abc import Mapping

from bot import staff_forms
from bot.forms import FormKind

FORM_KINDS: Mapping[str, FormKind] = {
    "name_contact": staff_forms.NAME_CONTACT,
    "name_successor": staff_forms.NAME_SUCCESSOR,
}
