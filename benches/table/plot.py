"""Time against log size, phrases and rules: three panels of one SVG, drawn by hand."""
import math
from html import escape

from measure import alternate, spread
from work import COPIES, PHRASES, SIZES

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 300, 230, 52, 46, 44
COLOURS = {"qungui": "#c0392b", "hand-written Rust": "#2c5f8a"}


def series(work, sizes, runs, budget):
    """Per panel: title, label of the axis, and seconds by program."""
    def timed(points):
        lines = {name: [] for name in COLOURS}
        for x, ours, theirs in points:
            rounds = alternate([ours, theirs], runs, budget)
            for name, samples in zip(COLOURS, zip(*rounds)):
                lines[name].append((x, spread(sample.wall for sample in samples).median))
        return lines
    log = work.log("1m")
    by_size = [(SIZES[size], work.eval(work.log(size)), work.hand(work.log(size))) for size in sizes]
    by_phrases = [(n, work.eval(log, f"r_{n}.qg"), work.hand(log, "--sensitive", work.folder / f"lists/sensitive_{n}.txt"))
                  for n in PHRASES]
    by_rules = [(12 * n, work.eval(log, f"copies_{n}.qg"), work.hand(log, "--copies", n)) for n in COPIES]
    return [("Log size (12 rules, 3,340 phrases)", "messages", timed(by_size)),
            ("Phrases (1M messages)", "phrases in R3", timed(by_phrases)),
            ("Rules (1M messages)", "rules", timed(by_rules))]


def short(n):
    """10000 as 10k."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if n >= size:
            return f"{n / size:g}{letter}"
    return f"{n:g}"


class Scale:
    """Logarithmic, from a value to a place."""

    def __init__(self, low, high, start, end):
        self.low, self.high, self.start, self.end = math.log10(low), math.log10(high), start, end

    def __call__(self, value):
        return self.start + (math.log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)


def panel(offset, title, label, lines):
    """Axes, a line a program, its last value beside it."""
    xs = sorted({x for points in lines.values() for x, _ in points})
    ys = [y for points in lines.values() for _, y in points]
    low, high = 10 ** math.floor(math.log10(min(ys))), 10 ** math.ceil(math.log10(max(ys)))
    x = Scale(xs[0], xs[-1], offset + LEFT, offset + WIDTH - 34)
    y = Scale(low, max(high, low * 10), TOP + HEIGHT - BOTTOM, TOP)
    out = [f'<text x="{offset + LEFT}" y="{TOP - 14}" class="t">{escape(title)}</text>']
    tick = low
    while tick <= high * 1.001:
        out.append(f'<line x1="{x.start}" x2="{x.end}" y1="{y(tick):.1f}" y2="{y(tick):.1f}" class="g"/>'
                   f'<text x="{x.start - 6}" y="{y(tick) + 4:.1f}" class="e">{tick:g} s</text>')
        tick *= 10
    out += [f'<text x="{x(n):.1f}" y="{y.start + 16}" class="m">{short(n)}</text>' for n in xs]
    out.append(f'<text x="{(x.start + x.end) / 2:.1f}" y="{y.start + 33}" class="m">{escape(label)}</text>')
    for name, points in lines.items():
        colour, path = COLOURS[name], " ".join(f"{x(n):.1f},{y(s):.1f}" for n, s in points)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{x(n):.1f}" cy="{y(s):.1f}" r="3" fill="{colour}"/>' for n, s in points]
        out.append(f'<text x="{x.end + 6}" y="{y(points[-1][1]) + 4:.1f}" style="fill:{colour}">{points[-1][1]:.2g}</text>')
    return out


def draw(panels):
    """The whole picture."""
    width, height = WIDTH * len(panels), TOP + HEIGHT + 4
    legend, at = [], LEFT
    for name, colour in COLOURS.items():
        legend.append(f'<rect x="{at}" y="6" width="12" height="12" fill="{colour}"/><text x="{at + 17}" y="16">{name}</text>')
        at += 34 + 7 * len(name)
    legend.append(f'<text x="{at}" y="16">whole process, 1 thread, findings written by qungui, counted by the other</text>')
    body = [line for i, item in enumerate(panels) for line in panel(i * WIDTH, *item)]
    style = (".t{font-weight:600}.e{text-anchor:end}.m{text-anchor:middle}.g{stroke:#ccc}"
             "text{font:12px sans-serif;fill:#333}")
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
                      f"<style>{style}</style>", f'<rect width="{width}" height="{height}" fill="#fff"/>', *legend, *body, "</svg>", ""])
