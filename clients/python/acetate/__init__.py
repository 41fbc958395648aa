"""Drives Acetate from Python: the command line on this machine, and a server by its REST interface."""

from ._errors import AcetateError, Found, Refused, Unavailable
from ._server import Server
from ._tool import Tool

__all__ = ["AcetateError", "Found", "Refused", "Server", "Tool", "Unavailable"]
