"""Links to the page of a summary."""

from bot.pages.record_links import RecordLinks
from bot.pages.signed_links import SignedLinks

PATH = "/digest/"


def digest_links(records: RecordLinks) -> SignedLinks:
    """Return what makes and reads the links to summaries of the server of these links to records."""
    return SignedLinks(records.public_url, records.seal, records.clock, PATH, "digest link")
