"""The pages that a browser shows after an installation: plain HTML without styles or scripts."""

import html
from dataclasses import dataclass

OLD = (
    "This installation was begun in another browser, more than ten minutes ago, or is done already. "
    "Nothing was installed now."
)
CANCELLED = "You did not allow Slack to install Counterpart. Nothing was installed."
REFUSED = "Slack refused the installation. Nothing was installed."
UNREACHABLE = "Slack did not answer. Nothing was installed."
NOT_KEPT = "Slack's answer had no workspace in it. Nothing was installed."
NOT_STORED = "The database of Counterpart did not answer, so nothing was installed here."

_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
    "<body><main><h1>{title}</h1>{body}{links}</main></body></html>"
)
INTRODUCTION = (
    "Counterpart answers questions from what peer governments tried, with the source, and introduces you to "
    "the person who did it when you both agree. It is an automated assistant. Write /ask and your question, "
    "or /profile to say what peers may ask you."
)


@dataclass(frozen=True, slots=True)
class AboutUs:
    """Where whoever installs the app reads what becomes of their data, and finds help; "" for nowhere."""

    privacy: str = ""
    support: str = ""

    @property
    def links(self) -> str:
        """The links as a paragraph; nothing where there are none."""
        named = (("Privacy policy", self.privacy), ("Support", self.support))
        links = [f'<a href="{html.escape(url)}">{name}</a>' for name, url in named if url]
        return f"<p>{' · '.join(links)}</p>" if links else ""


NOTHING = AboutUs()


def installed(name: str, account: str, about: AboutUs, *, joined: bool) -> str:
    """Return the page of success; the name is escaped already."""
    waits = (
        ""
        if joined
        else (
            f"<p><strong>One step is left.</strong> Counterpart does not answer in {name} yet. Send the id "
            f"<code>{account}</code> to whoever runs your network, to let you in.</p>"
        )
    )
    steps = (
        "<ol><li>Open Slack.</li><li>Type <code>/profile</code> and say what peers may ask you.</li>"
        "<li>Invite the bot where people should ask: <code>/invite @Counterpart</code>.</li></ol>"
        "<p>The bot posts nothing by itself. If you want to tell your colleagues, copy this:</p>"
        f"<blockquote>{INTRODUCTION}</blockquote>"
    )
    body = f"<p>Workspace: {name}</p>{waits}{steps}"
    return _PAGE.format(title="Counterpart is installed", body=body, links=about.links)


def failed(sentence: str, reference: str, about: AboutUs) -> str:
    """Return the page of a failure, with what to do."""
    again = (
        f'<p>{sentence}</p><p><a href="/slack/install">Start again</a>. If that fails too, send the number '
        f"<code>{reference}</code> to whoever runs Counterpart.</p>"
    )
    return _PAGE.format(title="Counterpart was not installed", body=again, links=about.links)
