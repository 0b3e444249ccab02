"""Sets the lines of a text file with Typst: warm, one compiler and its fonts kept. Prints one JSON object."""
import json
import pathlib
import statistics
import sys
import time

import typst

lines = json.dumps(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines(), ensure_ascii=False)
fonts, many = sys.argv[2], int(sys.argv[3])
page = (
    '#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm))\n'
    '#set text(font: ("Desk Fangsong", "Desk Song"), size: 16pt, lang: "zh")\n'
    "#for line in json(bytes(sys.inputs.lines)) { par(line) }\n"
    "#par(sys.inputs.name)\n"
)
source = pathlib.Path(sys.argv[1]).with_suffix(".typ")
source.write_text(page, encoding="utf-8")
kept = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts])
compiler = typst.Compiler(input=str(source), font_paths=kept, ignore_system_fonts=True)


def make(name):
    # Every document differs a little, as ours do: what was compiled before is no answer to it.
    started = time.perf_counter()
    pdf = compiler.compile(format="pdf", sys_inputs={"name": name, "lines": lines})
    return (time.perf_counter() - started) * 1000, len(pdf)


make("cold")
ones = [make(f"one {number}") for number in range(50)]
started = time.perf_counter()
for number in range(many):
    make(f"{number}")
each = (time.perf_counter() - started) * 1000 / many
print(json.dumps({"one_ms": statistics.median(ms for ms, _ in ones), "many_ms_each": each, "bytes": ones[0][1]}))
