"""``footprint serve``: brings the database up to date and serves the product on this machine."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from footprint.accounts.models import User
from footprint.council.models import Council, Service
from footprint.web.sign_ins import demo_sign_ins


class Command(BaseCommand):
    help = "Serve Footprint. With --demo, make the demonstration service while serving, where there is none."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true")
        parser.add_argument("--children", type=int, default=364, help="size of the demonstration")
        parser.add_argument("--bind", default=os.environ.get("FOOTPRINT_BIND", "127.0.0.1:8000"))

    def handle(self, *args, demo, children, bind, **options):
        call_command("migrate", verbosity=0)
        refuse_unfit_production()
        refuse_taken(bind)
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        if settings.PRODUCTION:
            call_command("collectstatic", interactive=False, verbosity=0)
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "footprint.config.wsgi",
                "--bind",
                bind,
                "--workers",
                "2",
                "--threads",
                "4",
                "--log-level",
                "warning",
            ]
        )
        self.stdout.write(f"Footprint answers on http://{bind}")
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        threading.Thread(target=self._tick, daemon=True).start()
        if demo:
            threading.Thread(target=self._demonstrate, args=(children,), daemon=True).start()
        try:
            code = server.wait()
        except KeyboardInterrupt:
            server.terminate()
            code = server.wait()
        sys.exit(code)

    def _tick(self):
        """Each minute the periodic work. What fails is said, and tried again a minute later."""
        while True:
            try:
                call_command("tick", verbosity=0)
            except Exception as error:
                self.stderr.write(f"Periodic work: {error}")
            finally:
                connection.close()
            time.sleep(60)

    def _demonstrate(self, children):
        if not Council.objects.exists():
            made = subprocess.run(
                [sys.executable, "-m", "footprint.config", "demo", "--council", "bradford", "--children", str(children)]
            )
            if made.returncode:
                self.stderr.write("The demonstration could not be made; the product serves without it.")
                return
        password, people = demo_sign_ins()
        for title, email in people:
            self.stdout.write(f"  {title:<34} {email}")
        self.stdout.write(f"  each with the password: {password}")


def refuse_taken(bind: str):
    """Another program may have the address already: said before anything is started."""
    host, _, port = bind.rpartition(":")
    if bind.startswith(("unix:", "fd:", "[")):
        return
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host or "127.0.0.1", int(port)))
        except (OSError, ValueError) as error:
            raise CommandError(
                f"{bind} cannot be served ({error}). Name another with --bind or FOOTPRINT_BIND."
            ) from None


def refuse_unfit_production():
    """In production there are no demonstration people and no fixed day."""
    if not settings.PRODUCTION:
        return
    if User.objects.filter(is_demo=True, is_active=True).exists():
        raise CommandError(
            "The database holds demonstration people, whose password is public. Use a database of your own."
        )
    if Service.objects.exclude(fixed_today=None).exists():
        raise CommandError("A service has a fixed today. Use a database without a demonstration.")
