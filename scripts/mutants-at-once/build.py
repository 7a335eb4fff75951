"""Usage: build.py MUTANTS FOLDER

Plants all the wrong lines that cargo-mutants lists in MUTANTS into a copy of the code in FOLDER, and builds its tests once. What the
compiler refuses is taken out, as cargo-mutants would find it unviable; FOLDER/built.json says which tests and lines there are."""

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from plant import plant, planted_at

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def main():
    mutants = dict(enumerate(json.loads(Path(sys.argv[1]).read_text())))
    folder = Path(sys.argv[2])
    code = folder / "code"
    copy(code)
    switch = (HERE / "switch.rs").read_text().replace("__COUNT__", str(len(mutants)))
    (code / "src/switch.rs").write_text(switch)
    lib = code / "src/lib.rs"
    lib.write_text(lib.read_text().replace("#![warn(missing_docs)]", "mod switch;", 1))
    sources = {mutant["file"] for mutant in mutants.values()}
    # A function has one type that it returns by this word, and each value of the list would be another.
    tried = {n: m for n, m in mutants.items() if not (m["genre"] == "FnValue" and "impl " in returned(m))}
    while True:
        placed = write(sources, tried, code)
        messages, tests = cargo(code, folder / "target", tests=False)
        if not messages:
            messages, tests = cargo(code, folder / "target", tests=True)
        if not messages:
            break
        refused = {number for message in messages for number in blamed(message, code, tried)}
        print(f"{len(placed)} wrong lines, of which {len(refused)} do not compile", flush=True)
        if not refused:
            sys.exit("".join(message["rendered"] for message in messages))
        tried = {number: mutant for number, mutant in tried.items() if number not in refused}
    print(f"{len(placed)} wrong lines of {len(mutants)} are planted", flush=True)
    lines = {number: mutant["name"] for number, mutant in mutants.items() if number in placed}
    (folder / "built.json").write_text(json.dumps({"tests": tests, "lines": lines}))


def returned(mutant):
    return (mutant["function"] or {}).get("return_type", "")


def copy(code):
    """What git knows, as it is now, and the pages."""
    shutil.rmtree(code, ignore_errors=True)
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, files.split("\0")):
        if (ROOT / name).is_file():
            (code / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, code / name)
    shutil.copytree(ROOT / "playground/dist", code / "playground/dist")


def write(sources, tried, code):
    by_file, placed = defaultdict(dict), set()
    for number, mutant in tried.items():
        by_file[mutant["file"]][number] = mutant
    # Also those of which no line is left: they are as they were.
    for name in sources:
        text, found = plant((ROOT / name).read_bytes(), by_file[name])
        (code / name).write_bytes(text)
        placed |= found
    return placed


def cargo(code, target, tests):
    """What the compiler refuses; and where the tests are."""
    what = ["test", "--no-run"] if tests else ["check", "--lib"]
    command = ["cargo", *what, "--message-format=json", "--target-dir", target.resolve(), "--config", 'build.rustflags="--cap-lints=allow"']
    run = subprocess.run(command, cwd=code, stdout=subprocess.PIPE, text=True)
    errors, binaries = [], {}
    for line in run.stdout.splitlines():
        said = json.loads(line)
        if said["reason"] == "compiler-message" and said["message"]["level"] == "error" and said["message"]["spans"]:
            errors.append(said["message"])
        if said["reason"] == "compiler-artifact" and said["profile"]["test"] and said["executable"]:
            kind = "it" if said["target"]["name"] == "it" else said["target"]["kind"][0]
            binaries[kind] = said["executable"]
    if run.returncode != 0 and not errors:
        sys.exit(run.returncode)
    return errors, {kind: binaries.get(kind) for kind in ("lib", "it")}


def blamed(message, code, tried):
    """The wrong lines that an error is about."""
    spans = sorted(message["spans"], key=lambda span: not span["is_primary"])
    spans += [span for child in message["children"] for span in child["spans"]]
    for span in spans:
        path = code / span["file_name"]
        number = planted_at(path.read_bytes(), span["byte_start"], span["byte_end"]) if path.is_file() else None
        if number is not None:
            return [number]
    # A match from which all arms may be missing: the compiler names none of them.
    if (message["code"] or {}).get("code") == "E0004":
        names = {span["file_name"] for span in spans}
        return [n for n, mutant in tried.items() if mutant["genre"] == "MatchArm" and mutant["file"] in names]
    return []


main()
