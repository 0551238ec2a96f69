"""Before anything is timed: counts equal the hand-written program's, findings do not depend on threads."""
import hashlib
import json
import subprocess

from work import COPIES, PHRASES


class Differs(Exception):
    """Two programs do not agree: there is nothing to time."""


def evaluated(command):
    """Counts per rule, and a hash of all findings."""
    child = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    digest, last = hashlib.blake2b(), b""
    for line in child.stdout:
        digest.update(last)
        last = line
    if child.wait() not in (0, 1):
        raise Differs(f"exit code {child.returncode}: {command}")
    rules = json.loads(last)["summary"]["rules"]
    return {rule["rule"]: rule["findings"] for rule in rules}, digest.hexdigest()


def counted(command):
    """Counts per rule of the hand-written program."""
    text = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout
    return {name: int(count) for name, count in (line.split() for line in text.splitlines())}


def same(what, ours, theirs):
    """Says so, or stops."""
    if ours != theirs:
        different = sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
        shown = ", ".join(f"{name} {ours.get(name)} for {theirs.get(name)}" for name in different[:12])
        raise Differs(f"{what}: {shown}")
    print(f"  agree: {what} ({sum(ours.values()):,} findings)", flush=True)


def check(work, names, sizes):
    """The logs, lists and copies that the named rows measure."""
    log = work.log("1m")
    for size in sizes:
        same(f"R, {size}", evaluated(work.eval(work.log(size)))[0], counted(work.hand(work.log(size))))
    if "P1b" in names:
        wide = work.log("1m", "--full-width")
        same("R, normalised text, full width", evaluated(work.eval(wide, "r_normalised.qg"))[0], counted(work.hand(wide)))
    for count in PHRASES if "P6" in names else []:
        words = work.folder / f"lists/sensitive_{count}.txt"
        same(f"{count} phrases", evaluated(work.eval(log, f"r_{count}.qg"))[0],
             counted(work.hand(log, "--sensitive", words)))
    for count in COPIES if "P7" in names else []:
        same(f"{12 * count} rules", evaluated(work.eval(log, f"copies_{count}.qg"))[0],
             counted(work.hand(log, "--copies", count)))
    if "P10" in names:
        one, two = evaluated(work.eval(log)), evaluated(work.eval(log, threads=2))
        same("R on one thread and two, byte by byte", one[0], two[0])
        if one[1] != two[1]:
            raise Differs("findings on one thread and two")
    if "P13" in names:
        wecom, native, roster = work.wecom()
        ours, theirs = (evaluated(work.eval(log, "r_normalised.qg", "--roster", roster)) for log in (wecom, native))
        same("WeCom archive and native JSON", ours[0], theirs[0])
