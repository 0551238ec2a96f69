"""What is measured: programs are built, logs, lists and policies made, in one folder."""
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"100k": 100_000, "300k": 300_000, "1m": 1_000_000, "3m": 3_000_000, "10m": 10_000_000}
PHRASES = [30, 300, 3_000, 30_000]
COPIES = [1, 10, 100]


class Work:
    """The folder, and how to call the programs in it."""

    def __init__(self, folder, profile, python):
        self.folder, self.python, self.profile = Path(folder).resolve(), python, profile
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self._build(ROOT, profile, None)
        self.qungui = target / profile / "qungui"
        build = self.folder / "build"
        self.handcoded = self._build(ROOT / "benches/handcoded", "release", build) / "release/handcoded"
        self.generator = self._build(ROOT / "benches/generator", "release", build) / "release/generator"
        self._policies()

    def _build(self, package, profile, target):
        command = ["cargo", "build", "--quiet", "--profile", profile, "--manifest-path", package / "Cargo.toml"]
        if target:
            command += ["--target-dir", target]
        else:
            command += ["--bin", "qungui"]
        subprocess.run(command, check=True)
        return target or ROOT / "target"

    def _policies(self):
        """R with lists of several lengths, R in normalised text, its first five rules, and its copies."""
        subprocess.run([self.generator, "words", self.folder / "lists"], check=True)
        rules = (ROOT / "benches/rules_r.qg").read_text()
        self._write("r.qg", rules)
        self._write("r_normalised.qg", rules.replace("exactly ", ""))
        self._write("r1_r5.qg", re.split(r"(?m)^rule R6 ", rules)[0])
        for count in PHRASES:
            self._write(f"r_{count}.qg", rules.replace("lists/sensitive.txt", f"lists/sensitive_{count}.txt"))
        for count in COPIES:
            self._write(f"copies_{count}.qg", self._say(self.generator, "copies", count))
        for name in ("sigma", "sigma_words"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        subprocess.run([sys.executable, ROOT / "benches/peers/sigma_rules.py", self.folder / "lists",
                        self.folder / "sigma", "--stateless"], check=True)

    def _write(self, name, text):
        (self.folder / name).write_text(text)

    def _say(self, *command):
        return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout

    def _made(self, name, by, make):
        """A file, made anew if it is older than the program that makes it."""
        path = self.folder / name
        if not path.exists() or path.stat().st_mtime < by.stat().st_mtime:
            half = path.with_suffix(".half")
            make(half)
            half.rename(path)
        return path

    def generated(self, name, *arguments):
        def make(path):
            with path.open("w") as out:
                subprocess.run([self.generator, *map(str, arguments)], check=True, stdout=out)
        return self._made(name, self.generator, make)

    def log(self, size, *options):
        """A log of one of `SIZES`; options are those of the generator."""
        name = "".join(["log_", size, *options]).replace("--", "_")
        return self.generated(name + ".jsonl", "log", SIZES[size], *options)

    def wecom(self):
        """A log of 1M messages in WeCom's format, the same in ours, and the roster of both."""
        wecom = self.log("1m", "--wecom")

        def convert(path):
            subprocess.run([self.qungui, "convert", "-q", wecom, "-o", path], check=True)
        return wecom, self._made("log_1m_converted.jsonl", self.qungui, convert), self.generated(
            "roster.yaml", "roster", SIZES["1m"])

    def eval(self, log, policy="r.qg", *options, threads=1):
        """The command that evaluates."""
        policy = policy if isinstance(policy, Path) else self.folder / policy
        return [self.qungui, "eval", "-q", log, "-p", policy, "--format", "jsonl", "--threads", threads, *options]

    def hand(self, log, *options):
        """The command of the hand-written program."""
        return [self.handcoded, log, self.folder / "lists", *options]

    def peer(self, script, log, *options):
        """The command of a peer in Python."""
        return [self.python, ROOT / "benches/peers" / script, log, self.folder / "lists", *options]

    def has(self, modules):
        """Can Python import them?"""
        command = [self.python, "-c", f"import {modules}"]
        return subprocess.run(command, capture_output=True).returncode == 0
