"""A server by its REST interface."""

from __future__ import annotations

import base64
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any, Iterator, Mapping

from ._errors import AcetateError, Refused, Unavailable

_LONGEST = 64 << 20


class Server:
    """An Acetate server.

    The token is given, or read from a file, or from ``ACETATE_TOKEN_FILE``, or is ``ACETATE_TOKEN``. It goes to this server alone:
    redirections are not followed.
    """

    def __init__(self, url: str, token: str | None = None, token_file: str | os.PathLike[str] | None = None, timeout: float = 60) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refused(f"'{url}' is no address of a server. Write it as https://host:port.", 2)
        if token is None:
            file = token_file or os.environ.get("ACETATE_TOKEN_FILE")
            token = Path(file).read_text("utf-8").strip() if file else os.environ.get("ACETATE_TOKEN")
        if not token:
            raise Refused("There is no token. Give one, name its file, or set ACETATE_TOKEN_FILE.", 7)
        self._base = url.rstrip("/") + "/"
        self._token = token
        self._timeout = timeout
        self._opener = urllib.request.build_opener(_NoRedirections)

    def me(self) -> dict[str, Any]:
        """Who this token belongs to."""
        return self.get("api/me")

    def shows(self) -> list[dict[str, Any]]:
        """The shows in which this token has a role."""
        return self.get("api/shows")["shows"]

    def rolls(self, show: str, **query: Any) -> Iterator[dict[str, Any]]:
        """The rolls of a show, asked for page by page. Queries are those of the interface, such as ``day`` and ``name``."""
        after = None
        while rows := self.get(f"api/shows/{_part(show)}/rolls", **query, after=after)["rolls"]:
            yield from rows
            if rows[-1]["id"] == after:
                return
            after = rows[-1]["id"]

    def roll(self, roll: str) -> dict[str, Any]:
        """A roll."""
        return self.get(f"api/rolls/{_part(roll)}")

    def clips(self, roll: str) -> Iterator[dict[str, Any]]:
        """The clips of a roll, asked for page by page."""
        done = 0
        while rows := self.get(f"api/rolls/{_part(roll)}/clips", offset=done)["clips"]:
            yield from rows
            done += len(rows)

    def pulls(self, show: str) -> list[dict[str, Any]]:
        """The pulls of a show, the newest first."""
        return self.get(f"api/shows/{_part(show)}/pulls")["pulls"]

    def pull(self, pull: str) -> dict[str, Any]:
        """A pull: what became of each event and why, and how far it is."""
        return self.get(f"api/pulls/{_part(pull)}")

    def plan_vfx(self, cut: str | os.PathLike[str], show: str, vendor: str, **order: Any) -> dict[str, Any]:
        """Plans plates of a cut for a vendor; somebody has to approve it. The order's other members are those of the interface."""
        return self._plan("vfx", cut, show, {**order, "show": show, "recipient": vendor})

    def plan_conform(self, cut: str | os.PathLike[str], show: str, to: str, **order: Any) -> dict[str, Any]:
        """Plans the originals of a locked cut; somebody has to approve it. The order's other members are those of the interface."""
        return self._plan("conform", cut, show, {**order, "show": show, "recipient": to})

    def approve(self, pull: str) -> dict[str, Any]:
        """Approves a planned pull; its work begins, and ``wait`` waits for its job."""
        return self.post(f"api/pulls/{_part(pull)}/approve")

    def _plan(self, kind: str, cut: str | os.PathLike[str], show: str, order: Mapping[str, Any]) -> dict[str, Any]:
        content = base64.b64encode(Path(cut).read_bytes()).decode()
        return self.post(f"api/shows/{_part(show)}/pulls/{kind}", {"cutName": Path(cut).name, "cut": content, "order": order})

    def job(self, job: str) -> dict[str, Any]:
        """A job and its steps."""
        return self.get(f"api/jobs/{_part(job)}")

    def ingest(self, path: str, show: str, **tags: Any) -> dict[str, Any]:
        """Takes in a card that lies on the server's machine. Returns the receipt with its rolls and jobs."""
        return self.post("api/ingest/submissions", {"path": path, "tags": {"show": show, **tags}})

    def wait(self, job: str, seconds: float = 3600, every: float = 1) -> dict[str, Any]:
        """Waits until a job is done, cancelled, or held because a person must decide, and returns it."""
        end = time.monotonic() + seconds
        while True:
            now = self.job(job)["job"]
            if now["state"] in ("done", "cancelled", "held"):
                return now
            if time.monotonic() > end:
                raise Unavailable(f"The job {job} is still {now['state']} after {seconds:g} seconds.", 5, now)
            time.sleep(every)

    def get(self, path: str, **query: Any) -> Any:
        """Any address of the interface, below the server's own."""
        words = urllib.parse.urlencode({name: value for name, value in query.items() if value is not None})
        return self._call("GET", f"{path}?{words}" if words else path, None)

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Sends JSON to any address of the interface."""
        return self._call("POST", path, body)

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._base + path, data, method=method)
        request.add_header("Authorization", f"Bearer {self._token}")
        request.add_header("Accept", "application/json")
        if data is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                return _document(answer.read(_LONGEST + 1))
        except urllib.error.HTTPError as problem:
            raise _failure(problem) from None
        except (urllib.error.URLError, TimeoutError, ConnectionError) as problem:
            raise Unavailable(f"The server {self._base} could not be reached: {getattr(problem, 'reason', problem)}", 5) from None


class _NoRedirections(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def _part(text: str) -> str:
    return urllib.parse.quote(str(text), safe="")


def _document(data: bytes) -> Any:
    if len(data) > _LONGEST:
        raise Refused(f"The answer is longer than {_LONGEST:,} bytes.", 3)
    return json.loads(data) if data.strip() else None


def _failure(problem: urllib.error.HTTPError) -> AcetateError:
    try:
        report = json.loads(problem.read(_LONGEST))
    except (json.JSONDecodeError, UnicodeDecodeError):
        report = None
    said = report if isinstance(report, dict) else {}
    sentence = said.get("detail") or said.get("title") or f"The server answered {problem.code}."
    kind = Unavailable if problem.code >= 500 or problem.code in (408, 429) else Refused
    return kind(str(sentence), str(said.get("type") or problem.code), report)
