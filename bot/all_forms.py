"""Every form by its name, which is also the action of the button that opens it."""

from collections.abc import Mapping

from bot import draft_form
from bot.forms import FormKind

FORM_KINDS: Mapping[str, FormKind] = {
    draft_form.NAME: draft_form.KIND,
}
