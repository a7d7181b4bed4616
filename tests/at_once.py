"""Two people at once: each call in a thread and a connection of its own, begun together.

A database in memory refuses at once where one in a file, or PostgreSQL, waits for the other; here it is asked again.
"""

import threading
import time

from django.db import OperationalError, connection

PATIENCE = 20


def at_once(*calls) -> list:
    """What each call answered, or the exception that it raised, in their order."""
    start, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        start.wait(PATIENCE)
        try:
            answers[place] = _patiently(call)
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * PATIENCE)
    return answers


def _patiently(call):
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return call()
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.01)
