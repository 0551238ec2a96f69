"""Whole processes, start to exit: wall time, user and system time, peak memory; alternately, in pairs."""
import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass

# A small parent between us and the program: the peak that the kernel reports for a child begins with its parent's.
TIME = "/usr/bin/time"


@dataclass
class Sample:
    """One run: seconds, and MiB (None without GNU time)."""
    wall: float
    cpu: float
    peak: float | None


class Failed(Exception):
    """The program did not end as it should."""


def run(command):
    """Runs once. Exit code 1 is "there are findings"."""
    with tempfile.NamedTemporaryFile("r") as memory, tempfile.TemporaryFile("w+") as errors:
        timed = os.path.exists(TIME)
        prefix = [TIME, "-q", "-o", memory.name, "-f", "%M"] if timed else []
        start = time.monotonic()
        child = subprocess.Popen(prefix + [str(part) for part in command], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 1):
            errors.seek(0)
            raise Failed(f"{command[0]} ended with {child.returncode}: {errors.read()[-500:]}")
        peak = int(memory.read().split()[-1]) / 1024 if timed else None
        return Sample(wall, usage.ru_utime + usage.ru_stime, peak)


def alternate(commands, runs, budget):
    """Runs the commands in turn, `runs` rounds, or fewer once `budget` seconds are spent.

    A first round that takes less than a quarter of the budget only warms up. Gives a list of rounds, at least one.
    """
    start = time.monotonic()
    rounds = [[run(command) for command in commands]]
    if time.monotonic() - start < budget / 4:
        rounds.clear()
    while len(rounds) < runs and (not rounds or time.monotonic() - start < budget):
        rounds.append([run(command) for command in commands])
    return rounds


@dataclass
class Spread:
    """Median, least and greatest of some numbers."""
    median: float
    least: float
    most: float
    runs: int


def spread(values):
    """Of a list of numbers."""
    values = list(values)
    return Spread(statistics.median(values), min(values), max(values), len(values))
