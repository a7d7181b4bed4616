"""The console command ``footprint``; Django's own commands work through it too."""

import os
import sys

from django.core.management import execute_from_command_line


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "footprint.config.settings")
    sys.argv[0] = "footprint"
    execute_from_command_line(sys.argv)
