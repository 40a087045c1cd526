"""The files of our own Slack: uploaded in three steps, looked at for a while, then shown by a message.

As https://docs.slack.dev/messaging/working-with-files and .../block-kit/composition-objects/slack-file-object
tell, of September 2026; how long Slack looks is known from slackapi/python-slack-sdk issue 1521, and how a
message shares a file by its address from issue 1194, bolt-python issue 1018 and java-slack-sdk issue 1475.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.fakes_views import SlackRefusal

LONGEST_ALT = 2_000  # of an image block


@dataclass
class File:
    """One file; nobody but the bot sees one that no message shows and that is shared in no conversation."""

    id: str
    name: str
    length: int
    alt: str
    content: bytes = b""
    title: str = ""
    complete: bool = False
    shared_in: set[str] = field(default_factory=set)

    @property
    def permalink(self) -> str:
        """The address that Slack gives it."""
        return f"https://network.slack.test/files/U0COUNTERPART/{self.id}/{self.name.lower()}"


class FakeFiles:
    """The files of a workspace; after `slow` messages that named one too early, all are looked at."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.slow = 0

    def begin(self, arguments: dict[str, Any], url: str) -> dict[str, Any]:
        """Return where a file can be sent to."""
        file_id = f"F0PICTURE{len(self.files)}"
        length = int(arguments["length"])
        self.files[file_id] = File(file_id, arguments["filename"], length, arguments.get("alt_txt", ""))
        return {"upload_url": f"{url.removesuffix('api/')}upload/v1/{file_id}", "file_id": file_id}

    def complete(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Finish the upload of files; whoever named a channel would share them there."""
        if arguments.get("channel_id") or arguments.get("channels"):
            raise AssertionError("a file is shown by its message, and shared nowhere else")
        answered = []
        for each in json.loads(arguments["files"]):
            file = self.files.get(each["id"])
            if file is None or len(file.content) != file.length:
                raise SlackRefusal("file_not_found")
            file.title, file.complete = each["title"], True
            # The type is not known yet: files are looked at afterwards.
            shape = {"id": file.id, "title": file.title, "permalink": file.permalink}
            answered.append({**shape, "mimetype": "", "channels": []})
        return {"files": answered}

    def share(self, name: str, content: bytes) -> File:
        """Let somebody share a file, and return it."""
        file_id = f"F0SHARED{len(self.files)}"
        self.files[file_id] = File(file_id, name, len(content), "", content, name, complete=True)
        return self.files[file_id]

    def share_by(self, arguments: dict[str, Any], conversation: str) -> None:
        """Share here the files whose addresses the text of a message names, where it may unfurl."""
        if not (arguments.get("unfurl_links") and arguments.get("unfurl_media")):
            return
        for file in self.files.values():
            if file.complete and file.permalink in arguments["text"].split():
                file.shared_in.add(conversation)

    def check(self, blocks: list[dict[str, Any]]) -> None:
        """Refuse a message that names a file which is not there, or not looked at yet."""
        images = [block for block in blocks if block["type"] == "image"]
        for block in images:
            file = self.files.get(block["slack_file"]["id"])
            if file is None or not file.complete or not 0 < len(block["alt_text"]) <= LONGEST_ALT:
                raise SlackRefusal("invalid_blocks")
        if images and self.slow:
            self.slow -= 1
            raise SlackRefusal("invalid_blocks")
