#!/usr/bin/env python3
"""A sample engine adapter: decodes portable pixmaps (P6, 8 or 16 bits, one file a frame).

It stands for a maker's decoder. Everything that Acetate asks of an adapter is here;
replace `read_picture` and the constants with calls of the maker's software.
The contract is in docs/guide/adapters.md.
"""
import array
import json
import sys

DECODER = "sample pixmap decoder 1.0"


def read_picture(path):
    """Width, height, and the samples of all pixels as numbers from 0 to 1."""
    with open(path, "rb") as file:
        data = file.read()
    fields, at = [], 0
    while len(fields) < 4:
        while data[at:at + 1].isspace():
            at += 1
        end = at
        while not data[end:end + 1].isspace():
            end += 1
            if end > len(data):
                raise ValueError("the header is cut")
        fields.append(data[at:end])
        at = end
    if fields[0] != b"P6":
        raise ValueError("this is no portable pixmap")
    width, height, most = (int(field) for field in fields[1:])
    at += 1
    samples = array.array("H" if most > 255 else "B")
    needed = width * height * 3 * samples.itemsize
    if len(data) - at < needed:
        raise ValueError(f"the picture is cut: {len(data) - at} of {needed} bytes are there")
    samples.frombytes(data[at:at + needed])
    if samples.itemsize == 2 and sys.byteorder == "little":
        samples.byteswap()
    return width, height, [sample / most for sample in samples]


def describe(request):
    files = request["clip"]["files"]
    width, height, _ = read_picture(files[0])
    return {
        "contract": 1, "decoder": DECODER,
        "width": width, "height": height, "frames": len(files), "samples": "float",
        "encoding": "ACEScg",
        "steps": [{"stage": "decode", "name": "pixmap to light", "tool": DECODER, "parameters": {"debayer": request["settings"]["debayer"]}}],
        "warnings": [],
    }


def decode(request, out):
    for number in range(request["first"], request["first"] + request["count"]):
        try:
            width, height, samples = read_picture(request["clip"]["files"][number])
        except (OSError, ValueError) as problem:
            out.write((json.dumps({"frame": number, "fault": str(problem)}) + "\n").encode())
            continue
        out.write((json.dumps({"frame": number, "timecode": "01:00:00:%02d" % number}) + "\n").encode())
        for row in range(height):
            line = samples[row * width * 3:(row + 1) * width * 3]
            for component in range(3):
                values = array.array("f", line[component::3])
                if sys.byteorder == "big":
                    values.byteswap()
                out.write(values.tobytes())


def main():
    request = json.load(sys.stdin)
    if request["contract"] != 1:
        sys.exit("this adapter speaks contract 1")
    if sys.argv[-1] == "describe":
        try:
            json.dump(describe(request), sys.stdout)
        except (OSError, ValueError) as problem:
            sys.exit(str(problem))
    else:
        decode(request, sys.stdout.buffer)


if __name__ == "__main__":
    main()
