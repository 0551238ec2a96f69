"""Prints how fast qungui is beside other programs, as ratios of runs side by side.

  python3 benches/table [--runs N] [--only P1,P6] [--small] [--write]

Builds what it needs, checks that all counts are equal, measures. Peers that are not installed are skipped by name:
P3 and P4 need `pip install hyperscan orjson duckdb polars pyarrow` (--python names that Python), P5 `rsigma` 0.23.
"""
import argparse
import sys

import checks
import machine
import measure
import pages
import plot
from rows import NAMES, Skipped, Table
from work import ROOT, Work


def arguments():
    parser = argparse.ArgumentParser(prog="benches/table", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--work", default=ROOT / "target/table", help="folder of logs (some 4 GB) and programs")
    parser.add_argument("--profile", default="release", help="profile that qungui is built with")
    parser.add_argument("--python", default=sys.executable, help="Python that has the peers' modules")
    parser.add_argument("--runs", type=int, default=7, help="pairs of runs a row")
    parser.add_argument("--budget", type=float, default=60, help="seconds a row, after which no further pair is begun")
    parser.add_argument("--only", help="rows, by name")
    parser.add_argument("--small", action="store_true", help="nothing on 10M messages (P8, P9b)")
    parser.add_argument("--write", action="store_true", help="put the results into README, docs/speed.md and docs/speed.svg")
    return parser.parse_args()


def main():
    options = arguments()
    names = options.only.split(",") if options.only else NAMES
    if options.write and options.only:
        raise SystemExit("--write needs the whole table")
    if options.small:
        names = [name for name in names if name not in ("P8", "P9b")]
    work = Work(options.work, options.profile, options.python)
    sizes = ["100k", "300k", "1m"] + ([] if options.small else ["3m", "10m"])
    checks.check(work, names, ["100k", "1m"] if options.only else sizes)
    table, rows, skipped = Table(work, options.runs, options.budget), [], []
    for name in names:
        print(f"  {name} …", file=sys.stderr, flush=True)
        try:
            rows.append(getattr(table, name.lower())())
        except Skipped as peer:
            skipped.append((name, str(peer)))
    facts = machine.facts(work)
    print(pages.full(rows, skipped, facts))
    if options.write:
        panels = plot.series(work, sizes, max(options.runs // 2, 2), options.budget / 3)
        pages.publish(rows, skipped, facts, plot.draw(panels))


try:
    main()
except (checks.Differs, measure.Failed) as error:
    raise SystemExit(f"error: {error}")
