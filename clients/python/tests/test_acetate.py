"""The client against a real Acetate: the program of ACETATE, or artifacts/acetate of the checkout."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))

import acetate  # noqa: E402

PROGRAM = os.environ.get("ACETATE") or str(HERE.parents[3] / "artifacts" / "acetate")


class ToolTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="acetate-python-")
        cls.shoot = Path(cls.folder.name, "shoot")
        subprocess.run([PROGRAM, "demo", "shoot", str(cls.shoot), "--small", "--seconds", "2"], check=True, stdout=subprocess.DEVNULL)
        cls.tool = acetate.Tool(PROGRAM)
        cls.clip = next(iter(sorted(cls.shoot.rglob("*.mov"))))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def at(self, name):
        return Path(self.folder.name, name)

    def test_the_clips_of_a_card_are_told_with_where_each_value_is_from(self):
        clips = self.tool.inspect(self.clip)

        self.assertEqual(1, len(clips))
        self.assertEqual("prores", clips[0]["image"]["codec"])
        self.assertTrue(all(fact["origin"] for fact in clips[0]["facts"]))

    def test_a_frame_is_written_and_its_recipe_told(self):
        report = self.tool.frame(self.clip, self.at("still.png"), at=2, from_="Rec.709")

        self.assertEqual(b"\x89PNG", self.at("still.png").read_bytes()[:4])
        self.assertEqual("made", report["frames"][0]["verdict"])
        self.assertEqual("encode", report["recipe"][0]["steps"][-1]["stage"])

    def test_a_range_is_half_open_and_numbered_from_where_it_was_asked(self):
        report = self.tool.render(self.clip, self.at("plate.####.exr"), frames=(1, 4), start=7, from_="ARRI LogC4", compression="zip")

        self.assertEqual(["plate.0007.exr", "plate.0008.exr", "plate.0009.exr"], [frame["files"][0] for frame in report["frames"]])
        self.assertTrue(self.at("plate.0009.exr").is_file())

    def test_a_part_is_cut_out_without_encoding(self):
        self.at("cut").mkdir()
        report = self.tool.trim(self.clip, 2, 5, self.at("cut"))

        self.assertTrue(report["exact"])
        self.assertEqual(3, self.tool.inspect(self.at("cut"))[0]["frames"])

    def test_a_refusal_has_its_sentence_and_its_code(self):
        with self.assertRaises(acetate.Refused) as caught:
            self.tool.frame(self.clip, self.at("nowhere") / "still.png")

        self.assertEqual(4, caught.exception.code)
        self.assertIn("There is no folder", str(caught.exception))

    def test_words_reach_the_program_as_they_are(self):
        with self.assertRaises(acetate.Refused) as caught:
            self.tool.frame(self.clip, self.at("still2.png"), to="$(touch x); Rec.709")

        self.assertIn("$(touch x); Rec.709", str(caught.exception))

    def test_a_program_that_is_not_there_is_said(self):
        with self.assertRaises(acetate.Unavailable):
            acetate.Tool(self.at("no-such-program"))


class ServerTest(unittest.TestCase):
    def test_a_card_goes_into_the_library_of_a_real_server(self):
        with tempfile.TemporaryDirectory(prefix="acetate-python-") as folder, served(folder) as (url, token):
            shoot = Path(folder, "media", "shoot")
            subprocess.run([PROGRAM, "demo", "shoot", str(shoot), "--small", "--seconds", "2"], check=True, stdout=subprocess.DEVNULL)
            server = acetate.Server(url, token)
            server.post("api/shows", {"name": "film"})

            receipt = server.ingest(str(shoot), show="film")
            for roll in receipt["rolls"]:
                self.assertEqual("done", server.wait(roll["job"], 300)["state"])
            rolls = list(server.rolls("film"))

            self.assertEqual({"A001", "B001", "S001", "Reports"}, {roll["name"] for roll in rolls})
            self.assertTrue(list(server.clips(next(roll["id"] for roll in rolls if roll["name"] == "B001"))))

    def test_a_wrong_token_and_a_server_that_is_away_are_told_apart(self):
        with tempfile.TemporaryDirectory(prefix="acetate-python-") as folder:
            with served(folder) as (url, _):
                with self.assertRaises(acetate.Refused):
                    acetate.Server(url, "wrong").shows()
            with self.assertRaises(acetate.Unavailable):
                acetate.Server(url, "any", timeout=5).shows()

    def test_the_token_goes_to_no_other_server(self):
        seen = []

        class Elsewhere(BaseHTTPRequestHandler):
            def do_GET(self):
                seen.append(self.path)
                self.send_response(302)
                self.send_header("Location", "/stolen")
                self.end_headers()

            def log_message(self, *_):
                pass

        with HTTPServer(("127.0.0.1", 0), Elsewhere) as other:
            threading.Thread(target=other.serve_forever, daemon=True).start()
            with self.assertRaises(acetate.AcetateError):
                acetate.Server(f"http://127.0.0.1:{other.server_port}", "secret").shows()
            other.shutdown()

        self.assertEqual(["/api/shows"], seen)


@contextlib.contextmanager
def served(folder):
    """A server of its own, with the token of its first administrator."""
    process = subprocess.Popen(
        [PROGRAM, "serve", "--library", str(Path(folder, "library")), "--urls", "http://127.0.0.1:0", "--link"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    try:
        url = token = None
        deadline = time.monotonic() + 60
        while not token and time.monotonic() < deadline:
            line = process.stdout.readline()
            if match := re.search(r"(http://127\.0\.0\.1:\d+)/?\S*?token=([\w.~+/=-]+)", line):
                url, token = match.groups()
        if not token:
            raise AssertionError("The server did not say where it is.")
        threading.Thread(target=lambda: [None for _ in process.stdout], daemon=True).start()
        yield url, token
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


if __name__ == "__main__":
    unittest.main(testRunner=unittest.TextTestRunner(stream=sys.stdout))
