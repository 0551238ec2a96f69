"""What a message costs and what a key holds, measured; and what one machine holds by that.

  python3 benches/table/scale.py [--profile quick] [--write]     into docs/scale.md
"""
import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import machine
from measure import alternate, spread
from pages import replace
from work import ROOT, Work

DAYS, MIB = 90, 1 << 20
BASE = {"messages": 300_000, "groups": 600, "members": 6_000}
MORE = {"groups": 6_000, "members": 60_000, "messages": 900_000}


class Scale:
    """Runs of R on logs of which one measure is varied."""

    def __init__(self, work, runs):
        self.work, self.runs = work, runs

    def log(self, **changed):
        size = BASE | changed
        name = "scale_{messages}_{groups}_{members}.jsonl".format(**size)
        return self.work.generated(name, "log", size["messages"], "--groups", size["groups"], "--members", size["members"])

    def run(self, *arguments, threads=1):
        """Median CPU seconds and peak in bytes."""
        rounds = alternate([self.work.eval(*arguments, threads=threads)], self.runs, 60)
        cpu, peak = (spread(get(sample) for sample, in rounds).median for get in (lambda s: s.cpu, lambda s: s.peak))
        return cpu, peak * MIB

    def facts(self):
        """Costs by name."""
        none = self.work.folder / "none.qg"
        none.write_text('rule none "Nothing" { when kind is transfer }\n')
        small, empty = self.work.log("100k"), self.work.folder / "one.jsonl"
        with small.open() as lines:
            empty.write_text(next(lines))
        base = self.run(self.log())
        peak = {name: self.run(self.log(**{name: value}))[1] - base[1] for name, value in MORE.items()}
        more = {name: value - BASE[name] for name, value in MORE.items()}
        few, many = (self.run(small, f"copies_{n}.qg") for n in (1, 10))
        start = self.run(empty)
        return {
            "base": start[1],
            "read": (self.run(self.log(), none)[0] - self.run(empty, none)[0]) / BASE["messages"],
            "message": (base[0] - start[0]) / BASE["messages"],
            "group": max(peak["groups"], 0) / more["groups"],
            "person": max(peak["members"], 0) / more["members"],
            "daily": max(peak["messages"], 0) / (more["messages"] / DAYS),
            "rule_time": (many[0] - few[0]) / 108 / 100_000,
            "rule_memory": (many[1] - few[1]) / 108,
            "line": small.stat().st_size / 100_000,
        }


def tables(f):
    """Markdown: what was measured, and what follows."""
    out = ["| | measured | symbol |", "|---|---|---|"]
    rows = [("CPU a message, R (12 rules, findings written)", f"{f['message'] * 1e6:.2f} µs", "c"),
            ("of which reading", f"{f['read'] * 1e6:.2f} µs", ""),
            ("CPU a message and further rule (copies of R's)", f"{f['rule_time'] * 1e9:.1f} ns", "r"),
            ("memory before the first message", f"{f['base'] / MIB:.1f} MiB", "b"),
            ("memory a further rule", f"{f['rule_memory'] / 1024:.1f} KiB", ""),
            ("memory a group", f"{f['group']:.0f} B", "g"),
            ("memory a person", f"{f['person']:.0f} B", "p"),
            ("memory a message of the last day (R9 looks back so far)", f"{f['daily']:.0f} B", "m"),
            ("log a message", f"{f['line']:.0f} B", "")]
    out += [f"| {name} | {value} | {symbol} |" for name, value, symbol in rows]
    out += ["", "| one core, R | in a day | in an hour |", "|---|---|---|"]
    day = 86_400 / f["message"]
    out.append(f"| messages judged | {day / 1e9:.1f} thousand million | {day / 24e6:,.0f} million |")
    rules = 12 + f["message"] / f["rule_time"] if f["rule_time"] > 0 else float("inf")
    out.append(f"\nRules at which evaluating costs twice what R costs: {rules:,.0f}.\n")
    out += ["| memory | people | groups (one for 10 people) | messages a day (20 a person) | CPU of one core |", "|---|---|---|---|---|"]
    for gib in (4, 16, 64, 256):
        people = (gib * 1024 * MIB - f["base"]) / (f["person"] + f["group"] / 10 + 20 * f["daily"])
        busy = people * 20 * f["message"] / 86_400
        out.append(f"| {gib} GiB | {people / 1e6:,.1f} million | {people / 1e7:,.2f} million | {people * 20 / 1e6:,.0f} million | {busy:.2%} |")
    return "\n".join(out) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--work", default=ROOT / "target/table")
    parser.add_argument("--profile", default="release")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    work = Work(options.work, options.profile, sys.executable)
    text = tables(Scale(work, options.runs).facts())
    text += "\n" + "\n".join(f"* {name}: {value}" for name, value in machine.facts(work)[:2]) + "\n"
    print(text)
    if options.write:
        replace("docs/scale.md", "scale", text)


if __name__ == "__main__":
    main()
