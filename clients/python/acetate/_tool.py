"""The command line as a Python object."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Iterable, Mapping, Sequence

from ._errors import AcetateError, Found, Refused, Unavailable

_CLASSES: Mapping[int, type[AcetateError]] = {1: Found, 5: Unavailable}


class Tool:
    """The ``acetate`` of this machine. Needs no server; every call is a process of its own.

    ``program`` is its path; by default that of the environment variable ``ACETATE``, else the ``acetate`` of the PATH.
    """

    def __init__(self, program: str | os.PathLike[str] | None = None) -> None:
        found = os.fspath(program) if program is not None else os.environ.get("ACETATE") or shutil.which("acetate")
        if not found or not Path(found).is_file():
            raise Unavailable(f"There is no program '{found or 'acetate'}'. Name it, set ACETATE, or put acetate on the PATH.", 4)
        self.program = found

    def inspect(self, *paths: str | os.PathLike[str]) -> list[dict[str, Any]]:
        """The clips under files, folders or cards, each with its values, their origins, and its problems."""
        return self._json(["inspect", *map(os.fspath, paths)], accepts=(0, 1))["clips"]

    def frame(self, clip: str | os.PathLike[str], output: str | os.PathLike[str], at: int | str = 0, **options: Any) -> dict[str, Any]:
        """Writes one frame as a picture; ``at`` is its number from 0 or its timecode. Options are those of ``acetate frame``."""
        return self._json(["frame", os.fspath(clip), "-o", os.fspath(output), "--at", str(at), *_options(options)])

    def render(
        self,
        clip: str | os.PathLike[str],
        output: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
        frames: Sequence[int] | None = None,
        timecode: Sequence[str] | None = None,
        **options: Any,
    ) -> dict[str, Any]:
        """Renders frames into files. ``frames`` and ``timecode`` are half-open pairs. Options are those of ``acetate render``.

        ``from`` is a word of Python: write ``from_``. Raises ``Found`` when frames could not be rendered; its report names them.
        """
        outputs = [output] if isinstance(output, (str, os.PathLike)) else list(output)
        words = [word for name in outputs for word in ("-o", os.fspath(name))]
        if frames is not None:
            words += ["--frames", f"{frames[0]}-{frames[1]}"]
        if timecode is not None:
            words += ["--in", timecode[0], "--out", timecode[1]]
        return self._json(["render", os.fspath(clip), *words, *_options(options)])

    def proxy(self, clip: str | os.PathLike[str], output: str | os.PathLike[str]) -> dict[str, Any]:
        """Makes a playable proxy with its poster and scrub strip."""
        return self._json(["proxy", os.fspath(clip), "-o", os.fspath(output)])

    def trim(self, clip: str | os.PathLike[str], start: int | str, end: int | str, output: str | os.PathLike[str], **options: Any) -> dict[str, Any]:
        """Cuts a clip without encoding it again, into a folder: from a frame or timecode up to, without, another."""
        words = ["--frames", f"{start}-{end}"] if isinstance(start, int) else ["--in", str(start), "--out", str(end)]
        return self._json(["trim", os.fspath(clip), *words, "-o", os.fspath(output), *_options(options)])

    def ingest(self, *paths: str | os.PathLike[str], show: str, **options: Any) -> dict[str, Any]:
        """Brings cards into a library without asking. Raises ``Found`` when a roll is held; its report says why."""
        return self._json(["ingest", *map(os.fspath, paths), "--show", show, "--yes", *_options(options)])

    def pull_vfx(self, cut: str | os.PathLike[str], show: str, vendor: str, **options: Any) -> dict[str, Any]:
        """Plates of a cut for a VFX vendor, planned, approved and made. Options are those of ``acetate pull vfx``; ``plan=True`` only plans.

        Raises ``Found`` when an event of a wanted shot has no plate; its report says why.
        """
        return self._json(["pull", "vfx", os.fspath(cut), "--show", show, "--vendor", vendor, "--yes", *_options(options)])

    def pull_conform(self, *cuts: str | os.PathLike[str], show: str, to: str, **options: Any) -> dict[str, Any]:
        """The originals of a locked cut, all its reels together. Options are those of ``acetate pull conform``; ``plan=True`` only plans.

        Raises ``Found`` when an event has no original; its report says why.
        """
        return self._json(["pull", "conform", *map(os.fspath, cuts), "--show", show, "--to", to, "--yes", *_options(options)])

    def check_delivery(self, folder: str | os.PathLike[str], **options: Any) -> dict[str, Any]:
        """Checks a package that was received, without a library. Raises ``Found`` when something is wrong; its report says what."""
        return self._json(["check-delivery", os.fspath(folder), *_options(options)])

    def _json(self, words: Sequence[str], accepts: Sequence[int] = (0,)) -> Any:
        # A list of words: no shell reads them.
        done = subprocess.run([self.program, *words, "--json"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
        try:
            report = json.loads(done.stdout) if done.stdout.strip() else None
        except json.JSONDecodeError:
            report = None
        if done.returncode in accepts and report is not None:
            return report
        sentence = done.stderr.decode("utf-8", "replace").strip() or f"'acetate {words[0]}' ended with {done.returncode}."
        raise _CLASSES.get(done.returncode, Refused)(sentence, done.returncode, report)


def _options(options: Mapping[str, Any]) -> list[str]:
    words: list[str] = []
    for name, value in options.items():
        word = "--" + name.rstrip("_").replace("_", "-")
        if value is True:
            words.append(word)
        elif value is not None and value is not False:
            words += [word, os.fspath(value) if isinstance(value, os.PathLike) else str(value)]
    return words
