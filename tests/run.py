"""Runs the whole suite: on SQLite, again on PostgreSQL where its programs are found, and in a browser where one is found.

What is skipped is said in one line; with FOOTPRINT_SKIP_IS_FAILURE set, a skip fails the run.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    skipped, failed = [], False
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if not browser:
        skipped.append("browser tests (no Chromium)")
    programs = postgres_programs()
    failed |= pytest({"DATABASE_URL": "sqlite:///:memory:", "FOOTPRINT_BROWSER": browser or ""}, "SQLite") != 0
    if programs is None:
        skipped.append("the suite on PostgreSQL (no initdb)")
    else:
        with cluster(programs) as url:
            failed |= (
                pytest(
                    {"DATABASE_URL": url, "FOOTPRINT_BROWSER": ""},
                    "PostgreSQL",
                    "-m",
                    "not browser",
                    "--ignore=tests/law",
                    "--ignore=tests/documents",
                )
                != 0
            )
    print(f"Skipped: {', '.join(skipped) or 'nothing'}.")
    return 1 if failed or (skipped and os.environ.get("FOOTPRINT_SKIP_IS_FAILURE")) else 0


def pytest(extra: dict, name: str, *args) -> int:
    print(f"== {name}", flush=True)
    marks = [] if extra["FOOTPRINT_BROWSER"] or "-m" in args else ["-m", "not browser"]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *marks, *args, *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **extra}).returncode


def postgres_programs() -> Path | None:
    """The folder of initdb and pg_ctl, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = next((f for f in folders if (f / "initdb").exists()), None)
    return found or (Path(shutil.which("initdb")).resolve().parent if shutil.which("initdb") else None)


@contextmanager
def cluster(programs: Path):
    """A throw-away PostgreSQL cluster; yields its DATABASE_URL. The server never runs as root."""
    place = Path(tempfile.mkdtemp(prefix="footprint-pg-"))
    become = []
    if os.geteuid() == 0:
        shutil.chown(place, "postgres", "postgres")
        become = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]

    def run(program, *args):
        subprocess.run([*become, programs / program, *args], check=True, stdout=subprocess.DEVNULL, cwd=place)

    run("initdb", "-D", place / "d", "-U", "app", "--auth=trust", "--encoding=UTF8", "--no-sync")
    port = 55000 + os.getpid() % 5000
    options = f"-p {port} -k {place} -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off"
    try:
        run("pg_ctl", "-D", place / "d", "-o", options, "-l", place / "log", "-w", "start")
        yield f"postgres://app@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [*become, programs / "pg_ctl", "-D", place / "d", "-m", "immediate", "stop"],
            stdout=subprocess.DEVNULL,
            cwd=place,
        )
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
