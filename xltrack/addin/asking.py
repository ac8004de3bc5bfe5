"""Asks the server of this computer as a pane does, trusting nobody but the authority that was made for it."""

import http.client
import json
import ssl
from contextlib import suppress
from typing import Final, Literal

from xltrack.addin.setup import Setup

Asked = Literal["ours", "other", "silent"]
_HOST: Final = "127.0.0.1"
_SECONDS: Final = 5.0


def ask(setup: Setup, path: str) -> Asked:
    """Show the key at a path of the server: 「ours」 did what was asked, 「other」 is somebody else on the port, 「silent」 nobody."""
    try:
        connection = http.client.HTTPSConnection(_HOST, setup.port, timeout=_SECONDS, context=_trusting(setup))
        try:
            body = json.dumps({"key": setup.key})
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            return "ours" if connection.getresponse().status == http.client.OK else "other"
        finally:
            connection.close()
    except ConnectionRefusedError:
        return "silent"
    except (OSError, http.client.HTTPException):  # no certificate of ours, no answer of a server
        return "other"


def _trusting(setup: Setup) -> ssl.SSLContext:
    """What trusts the authority alone; nobody where it is missing or damaged: whoever answers then is not known."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with suppress(OSError):
        trusting.load_verify_locations(cafile=str(setup.authority))
    return trusting
