"""The machine and the versions of what ran on it."""
import platform
import shutil
import subprocess

from work import ROOT


def said(*command):
    """First line of what a command prints; empty if there is none."""
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd=ROOT)
    except OSError:
        return ""
    return (done.stdout.splitlines() or [""])[0].strip()


def facts(work):
    """Lines of name and value."""
    with open("/proc/cpuinfo") as cpus:
        names = [line.split(":", 1)[1].strip() for line in cpus if line.startswith("model name")]
    with open("/proc/meminfo") as memory:
        gib = int(memory.readline().split()[1]) / (1 << 20)
    peers = ["duckdb", "polars", "hyperscan", "orjson"]
    code = ("import importlib.metadata as m\nfor n in %r:\n try: print(n, m.version(n), end='; ')\n"
            " except Exception: pass" % peers)
    rsigma = shutil.which("rsigma")
    dirty = "" if not said("git", "status", "--porcelain", "--", "src", "Cargo.toml") else ", changed"
    return [
        ("machine", f"{len(names)} × {names[0] if names else platform.processor()}, {gib:.0f} GiB, {platform.system()} {platform.release()}"),
        ("qungui", f"{said(work.qungui, '--version')} ({said('git', 'rev-parse', '--short', 'HEAD')}{dirty}, profile {work.profile}), {said('rustc', '--version')}"),
        ("peers", "; ".join(filter(None, [said(work.python, "-c", code).rstrip("; "), said(rsigma, "--version") if rsigma else ""])) or "none"),
    ]
