"""What can go wrong, by what to do about it."""

from __future__ import annotations

from typing import Any


class AcetateError(Exception):
    """Acetate did not do what it was asked for. The text is its own sentence, with a way out."""

    def __init__(self, message: str, code: int | str, report: Any = None) -> None:
        super().__init__(message)
        #: The exit code of the command, or the type of the server's problem.
        self.code = code
        #: The JSON document that came with it; None when there was none.
        self.report = report


class Found(AcetateError):
    """It was done, and something was found: a failed frame, a mismatch, a held roll. ``report`` says what."""


class Refused(AcetateError):
    """The request, an input or a permission is at fault; trying the same again does not help."""


class Unavailable(AcetateError):
    """A store, a server or a tool is not there now; trying again can help."""
