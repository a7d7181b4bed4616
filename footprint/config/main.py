"""The console command ``footprint``; Django's own commands work through it too."""

import os
import sys

from django.core.management import execute_from_command_line


def main():
    """Run a command: exit 0 done, 1 refused with a reason, 2 wrong usage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "footprint.config.settings")
    execute_from_command_line(["footprint", *sys.argv[1:]])
