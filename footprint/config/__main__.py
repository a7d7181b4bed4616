"""``python -m footprint.config`` is the console command."""

from footprint.config.main import main

main()
