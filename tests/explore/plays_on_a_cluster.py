"""Explores a story on a scheduler and two workers of its own; one worker is killed after the first range.

    python plays_on_a_cluster.py STORY PLAYS FOLDER

The report goes to standard output as JSON.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from hengyang_tui.explore.framing import content_of
from hengyang_tui.explore.jobs import Job
from hengyang_tui.explore.report import as_json
from hengyang_tui.explore.run import Crewed, explore
from hengyang_tui.language.loader import load_story


@contextlib.contextmanager
def started(folder: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of dask's, ended when it is no longer needed."""
    command = [sys.executable, "-m", *words]
    with (folder / f"{words[0]}-{time.monotonic_ns()}.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def main(story: str, plays: str, folder: str) -> None:
    """Starts the cluster, explores on it, and prints the report."""
    from distributed import Client

    scratch, file = Path(folder), Path(folder) / "scheduler.json"
    scheduler = ("distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    worker = (
        "distributed.cli.dask_worker",
        "--scheduler-file",
        str(file),
        "--no-nanny",
        "--no-dashboard",
        "--nthreads=1",
    )
    with started(scratch, *scheduler), started(scratch, *worker) as first, started(scratch, *worker):
        deadline = time.monotonic() + 30
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        with Client(scheduler_file=str(file)) as client:
            client.wait_for_workers(2, timeout=30)
            address = client.scheduler.address
        finished = 0

        def played(_: int) -> None:
            nonlocal finished
            finished += 1
            if finished == 1:
                first.kill()
                sys.stderr.write("killed after 1 range\n")

        job = Job(story, (), content_of(load_story(story)), "random", (), 100)
        outcome = explore(job, (1, int(plays)), Crewed(cluster=address), lambda: False, played)
        sys.stdout.write(as_json(outcome.report) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
