"""The table: what is measured against what, and what must hold."""
import shutil
from dataclasses import dataclass

from measure import alternate, spread
from work import ROOT


@dataclass
class Row:
    """One line of the table."""
    name: str
    en: str
    zh: str
    must: float
    aim: float
    unit: str
    wall: object
    cpu: object = None
    note: str = ""
    more: bool = False  # the greater the better

    def verdict(self):
        """How the worse of the two measures stands."""
        values = [self.wall.median] + ([self.cpu.median] if self.cpu else [])
        worst = min(values) if self.more else max(values)
        reaches = (lambda goal: worst >= goal) if self.more else (lambda goal: worst <= goal)
        return "aim" if reaches(self.aim) else "must" if reaches(self.must) else "missed"


class Skipped(Exception):
    """A peer is not installed."""


class Table:
    """Measures rows by name."""

    def __init__(self, work, runs, budget):
        self.work, self.runs, self.budget = work, runs, budget
        self.r1m = work.eval(work.log("1m"))

    def _pairs(self, ours, other, scale=1.0, more=False):
        """Ratios of wall and CPU time: ours by the other's, or (`more`) how many times faster we are."""
        rounds = alternate([ours, other], self.runs, self.budget)

        def ratio(a, b):
            return b / a if more else a / b * scale
        wall = spread(ratio(a.wall, b.wall) for a, b in rounds)
        return wall, spread(ratio(a.cpu, b.cpu) for a, b in rounds)

    def _ratio(self, name, en, zh, must, aim, ours, other, scale=1.0):
        wall, cpu = self._pairs(ours, other, scale)
        return Row(name, en, zh, must, aim, "×", wall, cpu)

    def _faster(self, name, en, zh, must, aim, ours, other):
        wall, cpu = self._pairs(ours, other, more=True)
        return Row(name, en, zh, must, aim, "× faster", wall, cpu, more=True)

    def p1(self):
        return self._ratio("P1", "hand-written Rust for the same 12 rules, 1M messages", "为这 12 条规则手写的 Rust 程序，100 万条消息",
                           1.5, 1.0, self.r1m, self.work.hand(self.work.log("1m")))

    def p1b(self):
        log = self.work.log("1m", "--full-width")
        return self._ratio("P1b", "the same, in normalised text on full-width punctuation", "同上，规范化文本，全角标点",
                           1.8, 1.2, self.work.eval(log, "r_normalised.qg"), self.work.hand(log))

    def p2(self):
        parse = self.work.hand(self.work.log("1m"), "--mode", "parse", "--parser", "sonic")
        return self._ratio("P2", "parsing alone with sonic-rs", "仅用 sonic-rs 解析", 1.5, 1.0, self.r1m, parse)

    def p3(self):
        self._need("duckdb, polars, pyarrow")
        log = self.work.log("1m")
        other = self.work.peer("duckdb_rules.py", log, "--scan", "polars", "--threads", 2)
        return self._faster("P3", "DuckDB + Polars, both on 2 threads", "DuckDB + Polars，均用 2 线程", 12, 20,
                            self.work.eval(log, threads=2), other)

    def p4(self):
        self._need("hyperscan, orjson")
        other = self.work.peer("python_rules.py", self.work.log("1m"), "--engine", "hyperscan")
        return self._faster("P4", "tuned Python (hyperscan, orjson)", "调优的 Python（hyperscan、orjson）", 32, 50,
                            self.r1m, other)

    def p5(self):
        rsigma = shutil.which("rsigma")
        if not rsigma:
            raise Skipped("rsigma")
        log = self.work.log("1m")
        other = [rsigma, "engine", "eval", "-r", self.work.folder / "sigma", "-e", f"@{log}", "--timestamp-field", "time"]
        return self._faster("P5", "rsigma (Sigma rules), R1 to R5", "rsigma（Sigma 规则），R1 至 R5", 12, 20,
                            self.work.eval(log, "r1_r5.qg"), other)

    def p6(self):
        log = self.work.log("1m")
        return self._ratio("P6", "30,000 phrases against 30", "3 万个短语比 30 个", 1.3, 1.1,
                           self.work.eval(log, "r_30000.qg"), self.work.eval(log, "r_30.qg"))

    def p7(self):
        log = self.work.log("1m")
        return self._ratio("P7", "1,200 rules against 12", "1200 条规则比 12 条", 1.5, 1.1,
                           self.work.eval(log, "copies_100.qg"), self.work.eval(log, "copies_1.qg"))

    def p8(self):
        return self._ratio("P8", "10M messages against 1M", "1000 万条消息比 100 万条", 12, 10.5,
                           self.work.eval(self.work.log("10m")), self.r1m)

    def p9(self):
        return self._peak("1m", 24, 12)

    def p9b(self):
        return self._peak("10m", 64, 32)

    def _peak(self, size, must, aim):
        runs = alternate([self.work.eval(self.work.log(size))], min(self.runs, 3), self.budget)
        if runs[0][0].peak is None:
            raise Skipped("GNU time")
        name, messages = ("P9", "1M") if size == "1m" else ("P9b", "10M")
        return Row(name, f"peak memory, {messages} messages", f"内存峰值，{messages[:-1]}00 万条消息", must, aim, " MiB",
                   spread(sample.peak for sample, in runs))

    def p10(self):
        one, two = self.r1m, self.work.eval(self.work.log("1m"), threads=2)
        wall, _ = self._pairs(two, one, more=True)
        return Row("P10", "2 threads against 1", "2 线程比 1 线程", 1.6, 1.85, "× faster", wall, more=True)

    def p11(self):
        runs = alternate([self.work.eval(self.work.log("100k"))], max(self.runs, 5), self.budget)
        return Row("P11", "100,000 messages, policy compiled from text", "10 万条消息，含编译策略", 0.10, 0.05, " s",
                   spread(sample.wall for sample, in runs))

    def p12(self):
        library = self.work.eval(self.work.log("1m"), ROOT / "policies")
        return self._ratio("P12", "the whole shipped library against R", "随附的全部策略比 R", 2.0, 1.3, library, self.r1m)

    def p13(self):
        wecom, native, roster = self.work.wecom()
        evals = [self.work.eval(log, "r_normalised.qg", "--roster", roster) for log in (wecom, native)]
        scale = native.stat().st_size / wecom.stat().st_size
        return self._ratio("P13", "WeCom archive against native JSON, per byte", "企业微信存档比原生 JSON，按字节",
                           1.3, 1.0, *evals, scale)

    def _need(self, modules):
        if not self.work.has(modules):
            raise Skipped(f"Python with {modules}")


NAMES = ["P1", "P1b", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P9b", "P10", "P11", "P12", "P13"]
