"""The table as text and as Markdown, in the documents that show it."""
import re

from work import ROOT

SHORT = ["P1", "P1b", "P2", "P3", "P4", "P5", "P6", "P7", "P9", "P11"]


def number(value, unit):
    """With as many digits as mean something."""
    digits = 3 if unit == " s" else 2 if abs(value) < 10 else 1
    return f"{value:.{digits}f}"


def measured(spread, unit):
    """Median, and in brackets the range."""
    if spread is None:
        return ""
    return f"{number(spread.median, unit)}{unit} ({number(spread.least, unit)}–{number(spread.most, unit)})"


def goals(row):
    """What must hold, and the aim."""
    sign = "≥" if row.more else "≤"
    return f"{sign} {row.must:g}", f"{sign} {row.aim:g}"


def full(rows, skipped, facts):
    """The whole table."""
    out = ["| | measured against | wall time, median (range) | CPU time, median (range) | runs | must | aim | |",
           "|---|---|---|---|---|---|---|---|"]
    for row in rows:
        cells = [row.name, row.en, measured(row.wall, row.unit), measured(row.cpu, row.unit), str(row.wall.runs),
                 *goals(row), row.verdict()]
        out.append("| " + " | ".join(cells) + " |")
    out.append("")
    out += [f"* {name}: {value}" for name, value in facts]
    if skipped:
        out.append("* skipped, not installed: " + "; ".join(f"{name} ({why})" for name, why in skipped))
    return "\n".join(out) + "\n"


def brief(rows, chinese):
    """The table of the README."""
    head = "| 对比对象 | 群规 |" if chinese else "| measured against | qungui |"
    out = [head, "|---|---|"]
    for row in rows:
        if row.name in SHORT:
            unit = row.unit.replace("× faster", " 倍（更快）" if chinese else "× faster")
            if row.unit == "×":
                unit = " 倍时间" if chinese else "× its time"
            unit = unit.replace(" s", " 秒") if chinese else unit
            out.append(f"| {row.zh if chinese else row.en} | {number(row.wall.median, row.unit)}{unit} |")
    return "\n".join(out) + "\n"


def replace(document, name, text):
    """Puts text between `<!-- NAME -->` and `<!-- end -->`."""
    path = ROOT / document
    old = path.read_text()
    pattern = rf"(?s)(<!-- {name} -->\n).*?(<!-- end -->)"
    new, count = re.subn(pattern, lambda found: found[1] + text + found[2], old)
    if count != 1:
        raise SystemExit(f"{document}: no place for {name}")
    path.write_text(new)


def publish(rows, skipped, facts, svg):
    """Into the documents."""
    (ROOT / "docs/speed.svg").write_text(svg)
    replace("docs/speed.md", "table", full(rows, skipped, facts))
    replace("README.md", "speed", brief(rows, False))
    replace("README.zh-CN.md", "speed", brief(rows, True))
