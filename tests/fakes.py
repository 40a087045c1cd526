"""Our own Slack: the part of its Web API that Counterpart calls, over HTTP, with a memory that tests read.

It keeps Slack's rules where a mistake of ours would break against them: who is in which conversation, what a
message may hold, where a reply may stand, when metadata is shown, and what each refusal is called.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic, time
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.block_limits import broken_limits
from tests.fakes_files import FakeFiles
from tests.fakes_views import FakeViews, SlackRefusal
from tests.serving import served

TEAM = "T0NETWORK"
BOT = "U0COUNTERPART"
TOKEN = "xoxb-test"
SIGNING_SECRET = "a signing secret for tests"

# Slack refuses these under a link (slackapi/java-slack-sdk issue 948; getsentry/sentry pull request 101342).
NOT_IN_UNFURLS = ("rich_text", "actions", "context_actions", "input")

Arguments = dict[str, Any]
Answer = dict[str, Any]


@dataclass
class Conversation:
    """A channel, a direct conversation with the bot, or a group of it and several people."""

    id: str
    people: set[str]
    kind: str = "public"
    archived: bool = False
    shared_outside: bool = False
    workspaces: tuple[str, ...] = ()  # of the organisation whose workspaces share it, as Slack names them


@dataclass
class Post:
    """One message as it stands; `only_to` is set for an ephemeral one, `edited` after an update."""

    conversation: str
    ts: str
    text: str
    blocks: list[dict[str, Any]]
    thread: str = ""
    key: str = ""
    only_to: str = ""
    edited: bool = False
    unfurls: dict[str, Any] = field(default_factory=dict)
    arguments: Arguments = field(default_factory=dict)
    stood_at: float = field(default_factory=time)  # Slack's clock; `ts` only counts up

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """The buttons in their order."""
        return [
            element
            for block in self.blocks
            for element in (*block.get("elements", ()), block.get("accessory", {}))
            if element.get("type") == "button"
        ]


@dataclass
class _Failure:
    method: str
    left: int
    status: int
    error: str
    retry_after: int


class FakeSlack:
    """One workspace with people, conversations and posts; `calls` lists every call in order."""

    def __init__(self, team: str = TEAM) -> None:
        self.url = ""
        self.team = team
        self.tokens = {TOKEN}
        self.clear()

    def clear(self) -> None:
        """Forget what happened; Alice, Bob and Carol are with the bot in the public channel C0HELP."""
        self.people = {"U0ALICE", "U0BOB", "U0CAROL"}
        self.gone: set[str] = set()
        self.locales: dict[str, str] = {}
        self.conversations: dict[str, Conversation] = {}
        self.posts: list[Post] = []
        self.statuses: dict[tuple[str, str], str] = {}
        self.screens = FakeViews()
        self.uploads = FakeFiles()
        self.usergroups: dict[str, list[str]] = {}
        self.unlisted = False  # an app whose looks give 15 messages, once a minute
        self._looked: set[str] = set()
        self.held: set[str] = set()  # methods that do not answer as long as they stand here
        self.calls: list[tuple[str, Arguments]] = []
        self.fetches: list[str] = []
        self._moments: list[float] = []
        self._failures: list[_Failure] = []
        self._clock = 1_700_000_000
        self.channel("C0HELP", BOT, *self.people)

    def channel(self, name: str, *people: str, kind: str = "public", **flags: Any) -> Conversation:
        """Create a conversation; the name is its id."""
        self.conversations[name] = Conversation(name, set(people), kind, **flags)
        return self.conversations[name]

    def say(self, conversation: str, text: str, thread: str = "", *, ago: float = 0) -> str:
        """Let somebody post, so many seconds ago, and return the post's ts."""
        said = Post(conversation, self.next_ts(), text, [], thread, stood_at=time() - ago)
        return self._keep(said).ts

    def wait_a_minute(self) -> None:
        """Let an unlisted app look again."""
        self._looked.clear()

    def fail(
        self, method: str, *, times: int = 1, status: int = 200, error: str = "", retry_after: int = 0
    ) -> None:
        """Make the next calls of a method fail: with an error code, an HTTP status, or 429 and a wait."""
        self._failures.append(_Failure(method, times, status, error, retry_after))

    def called(self, method: str) -> list[Arguments]:
        """Return the arguments of every call of the method."""
        return [arguments for name, arguments in self.calls if name == method]

    def seen_in(self, conversation: str, person: str = "") -> list[Post]:
        """Return the posts that the person sees in a conversation."""
        posts = (post for post in self.posts if post.conversation == conversation)
        return [post for post in posts if post.only_to in ("", person)]

    def moments(self, method: str) -> list[float]:
        """Return when the calls of a method came, in seconds of a clock that never goes back."""
        return [moment for (name, _), moment in zip(self.calls, self._moments, strict=True) if name == method]

    def file(self, name: str, content: bytes) -> dict[str, Any]:
        """Return a file that somebody shared, as an event names it (docs.slack.dev/reference/objects)."""
        kept = self.uploads.share(name, content)
        address = f"{self.url.removesuffix('api/')}files-pri/{kept.id}/download/{name}"
        shape = {"id": kept.id, "name": name, "title": name, "size": len(content), "mode": "hosted"}
        return {**shape, "is_external": False, "url_private": address, "url_private_download": address}

    def next_ts(self) -> str:
        """Return a ts that nothing had before."""
        self._clock += 1
        return f"{self._clock}.000100"

    async def answer(self, request: Request) -> Response:
        """Answer one call of the Web API."""
        method, arguments = request.path_params["method"], await _arguments(request)
        self.calls.append((method, arguments))
        self._moments.append(monotonic())
        while method in self.held:
            await asyncio.sleep(0.01)
        if failure := self._fails(method) or self._looks_too_often(method):
            return _failed(failure)
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return JSONResponse({"ok": False, "error": "invalid_auth"})
        try:
            result = getattr(self, "_" + method.replace(".", "_"))(arguments)
        except SlackRefusal as refusal:
            return JSONResponse({"ok": False, "error": str(refusal)})
        return JSONResponse({"ok": True, **result})

    def _fails(self, method: str) -> _Failure | None:
        failure = next((each for each in self._failures if each.method == method and each.left), None)
        if failure:
            failure.left -= 1
        return failure

    def _looks_too_often(self, method: str) -> _Failure | None:
        if not self.unlisted or method not in ("conversations.history", "conversations.replies"):
            return None
        if method in self._looked:
            return _Failure(method, 0, 429, "", 60)
        self._looked.add(method)
        return None

    def _auth_test(self, arguments: Arguments) -> Answer:
        return {"team_id": self.team, "user_id": BOT}

    def _chat_postMessage(self, arguments: Arguments) -> Answer:  # noqa: N802 - Slack's name
        conversation = self._writable(arguments["channel"])
        thread = arguments.get("thread_ts", "")
        if thread and not self._post(conversation.id, thread):
            raise SlackRefusal("thread_not_found")
        self.uploads.check(arguments.get("blocks", []))
        post = self._keep(_post_of(arguments, conversation.id, self.next_ts()))
        self.uploads.share_by(arguments, conversation.id)
        self.statuses.pop((conversation.id, thread), None)
        return {"channel": conversation.id, "ts": post.ts}

    async def give_file(self, request: Request) -> Response:
        """Give a file to who has a token that may read it; anybody else is sent to where people sign in."""
        file = self.uploads.files.get(request.path_params["file"])
        self.fetches.append(request.headers.get("authorization", ""))
        if failure := self._fails("download"):
            return _failed(failure)
        if file is None:
            return PlainTextResponse("no such file", 404)
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return RedirectResponse("https://network.slack.test/?redir=%2Ffiles-pri", 302)
        return Response(file.content, media_type="application/octet-stream")

    async def take_file(self, request: Request) -> Response:
        """Take what was sent to the address of an upload, which needs no token."""
        file = self.uploads.files.get(request.path_params["file"])
        if file is None or self._fails("upload"):
            return PlainTextResponse("no such upload", 404)
        file.content = await request.body()
        return PlainTextResponse(f"OK - {len(file.content)}")

    def _files_getUploadURLExternal(self, arguments: Arguments) -> Answer:  # noqa: N802 - Slack's name
        return self.uploads.begin(arguments, self.url)

    def _files_completeUploadExternal(self, arguments: Arguments) -> Answer:  # noqa: N802 - Slack's name
        return self.uploads.complete(arguments)

    def _assistant_threads_setStatus(self, arguments: Arguments) -> Answer:  # noqa: N802 - Slack's name
        conversation, thread = self._known(arguments["channel_id"]), arguments["thread_ts"]
        if not self._post(conversation.id, thread):
            raise SlackRefusal("invalid_thread_ts")
        self.statuses[conversation.id, thread] = arguments["status"]
        return {}

    def _assistant_threads_setSuggestedPrompts(self, arguments: Arguments) -> Answer:  # noqa: N802
        self._known(arguments["channel_id"])
        return {}

    def _chat_postEphemeral(self, arguments: Arguments) -> Answer:  # noqa: N802 - Slack's name
        conversation = self._writable(arguments["channel"])
        if arguments["user"] not in conversation.people:
            raise SlackRefusal("user_not_in_channel")
        thread = arguments.get("thread_ts", "")
        if thread and not any(each.thread == thread for each in self.posts):
            # "Ephemeral messages in threads are only shown if there is already an active thread."
            return {"message_ts": self.next_ts()}
        self.uploads.check(arguments.get("blocks", []))
        post = self._keep(_post_of(arguments, conversation.id, self.next_ts()))
        return {"message_ts": post.ts}

    def _chat_unfurl(self, arguments: Arguments) -> Answer:
        post = self._post(self._known(arguments["channel"]).id, arguments["ts"])
        if post is None:
            raise SlackRefusal("cannot_find_message")
        for address, unfurled in arguments["unfurls"].items():
            if address not in post.text:
                raise SlackRefusal("cannot_unfurl_url")
            if any(block["type"] in NOT_IN_UNFURLS for block in unfurled["blocks"]):
                raise SlackRefusal("invalid_blocks")
            if problems := broken_limits({"text": address, **unfurled}):
                raise SlackRefusal(f"invalid_blocks: {problems}")
        post.unfurls = arguments["unfurls"]
        return {}

    def _chat_update(self, arguments: Arguments) -> Answer:
        old = self._post(arguments["channel"], arguments["ts"])
        if old is None or old.only_to:
            raise SlackRefusal("message_not_found")
        new = _post_of(arguments, old.conversation, old.ts)
        new.thread, new.edited = old.thread, True
        self.posts[self.posts.index(old)] = new
        return {"channel": new.conversation, "ts": new.ts}

    def _chat_getPermalink(self, arguments: Arguments) -> Answer:  # noqa: N802 - Slack's name
        if not self._post(arguments["channel"], arguments["message_ts"]):
            raise SlackRefusal("message_not_found")
        moment = arguments["message_ts"].replace(".", "")
        return {"permalink": f"https://network.slack.test/archives/{arguments['channel']}/p{moment}"}

    def _conversations_open(self, arguments: Arguments) -> Answer:
        people = arguments["users"].split(",")
        for person in people:
            if person not in self.people:
                raise SlackRefusal("cannot_dm_bot" if person == BOT else "user_not_found")
            if person in self.gone:
                raise SlackRefusal("user_disabled")
        kind, prefix = ("im", "D0") if len(people) == 1 else ("mpim", "G0")
        name = prefix + "".join(sorted(person.removeprefix("U0") for person in people))
        if name not in self.conversations:
            self.channel(name, BOT, *people, kind=kind)
        return {"channel": {"id": name}}

    def _conversations_info(self, arguments: Arguments) -> Answer:
        conversation = self._known(arguments["channel"])
        shape = {
            "id": conversation.id,
            "is_channel": conversation.kind == "public",
            "is_member": BOT in conversation.people,
            "is_private": conversation.kind != "public",
            "is_im": conversation.kind == "im",
            "is_mpim": conversation.kind == "mpim",
            "is_ext_shared": conversation.shared_outside,
            "is_org_shared": bool(conversation.workspaces),
            "shared_team_ids": list(conversation.workspaces) or [self.team],
        }
        return {"channel": shape}

    def _conversations_history(self, arguments: Arguments) -> Answer:
        conversation = self._writable(arguments["channel"])
        posts = [post for post in self.posts if post.conversation == conversation.id and not post.thread]
        return self._page([post for post in posts[::-1] if not post.only_to], arguments)

    def _conversations_replies(self, arguments: Arguments) -> Answer:
        conversation, thread = self._writable(arguments["channel"]), arguments["ts"]
        if not self._post(conversation.id, thread):
            raise SlackRefusal("thread_not_found")
        posts = [post for post in self.posts if post.conversation == conversation.id]
        return self._page([post for post in posts if thread in (post.ts, post.thread)], arguments)

    def _views_open(self, arguments: Arguments) -> Answer:
        return self.screens.open_view(arguments)

    def _views_update(self, arguments: Arguments) -> Answer:
        return self.screens.update_view(arguments)

    def _views_publish(self, arguments: Arguments) -> Answer:
        if arguments["user_id"] not in self.people:
            raise SlackRefusal("user_not_found")
        return self.screens.publish_view(arguments)

    def _users_info(self, arguments: Arguments) -> Answer:
        person = arguments["user"]
        if person not in self.people:
            raise SlackRefusal("user_not_found")
        user = {"id": person, "team_id": TEAM, "deleted": person in self.gone, "is_bot": False}
        if arguments.get("include_locale") in ("1", "true"):
            user["locale"] = self.locales.get(person, "en-US")
        return {"user": user}

    def _usergroups_users_list(self, arguments: Arguments) -> Answer:
        if arguments["usergroup"] not in self.usergroups:
            raise SlackRefusal("no_such_subteam")
        return {"users": self.usergroups[arguments["usergroup"]]}

    def _page(self, posts: list[Post], arguments: Arguments) -> Answer:
        start, size = int(arguments.get("cursor") or 0), int(arguments.get("limit") or 100)
        size = min(size, 15) if self.unlisted else size
        oldest = float(arguments.get("oldest") or 0)
        # The parent of a thread comes in any case.
        posts = [post for post in posts if post.stood_at > oldest or post.ts == arguments.get("ts")]
        listed: list[dict[str, Any]] = []
        for post in posts[start : start + size]:
            message = {"ts": post.ts, "text": post.text}
            if post.key and arguments.get("include_all_metadata") in ("1", "true"):
                message["metadata"] = post.arguments["metadata"]
            listed.append(message)
        following = str(start + size) if start + size < len(posts) else ""
        return {"messages": listed, "response_metadata": {"next_cursor": following}}

    def _known(self, name: str) -> Conversation:
        conversation = self.conversations.get(name)
        if conversation is None or (conversation.kind != "public" and BOT not in conversation.people):
            raise SlackRefusal("channel_not_found")
        return conversation

    def _writable(self, name: str) -> Conversation:
        conversation = self._known(name)
        if conversation.archived:
            raise SlackRefusal("is_archived")
        if BOT not in conversation.people:
            raise SlackRefusal("not_in_channel")
        return conversation

    def _post(self, conversation: str, ts: str) -> Post | None:
        return next((post for post in self.posts if (post.conversation, post.ts) == (conversation, ts)), None)

    def _keep(self, post: Post) -> Post:
        self.posts.append(post)
        return post


@contextmanager
def fake_slack() -> Iterator[FakeSlack]:
    """Serve a fresh workspace; its `url` is the address of the Web API."""
    slack = FakeSlack()
    routes = [
        Route("/api/{method}", slack.answer, methods=["GET", "POST"]),
        Route("/upload/v1/{file}", slack.take_file, methods=["POST"]),
        Route("/files-pri/{file}/download/{name}", slack.give_file, methods=["GET"]),
    ]
    with served(Starlette(routes=routes)) as url:
        slack.url = f"{url}/api/"
        yield slack


def _post_of(arguments: Arguments, conversation: str, ts: str) -> Post:
    if problems := broken_limits(arguments):
        raise SlackRefusal(f"invalid_blocks: {problems}")
    return Post(
        conversation=conversation,
        ts=ts,
        text=arguments["text"],
        blocks=arguments.get("blocks", []),
        thread=arguments.get("thread_ts", ""),
        key=arguments.get("metadata", {}).get("event_payload", {}).get("key", ""),
        only_to=arguments.get("user", ""),
        arguments=arguments,
    )


async def _arguments(request: Request) -> Arguments:
    """Return the arguments of a call, whichever of Slack's three ways carried them."""
    if "json" in request.headers.get("content-type", ""):
        return dict(await request.json())
    arguments: Arguments = {**request.query_params, **dict(parse_qsl((await request.body()).decode()))}
    for name in ("blocks", "metadata", "view", "unfurls"):
        if name in arguments:
            arguments[name] = json.loads(arguments[name])
    return arguments


def _failed(failure: _Failure) -> Response:
    if failure.status == 429:
        wait = {"Retry-After": str(failure.retry_after)}
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, wait)
    if failure.status != 200:
        return PlainTextResponse("upstream error", failure.status)
    return JSONResponse({"ok": False, "error": failure.error})
