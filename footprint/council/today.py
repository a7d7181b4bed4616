"""What day it is: the one place where the clock is read."""

from datetime import date

from django.conf import settings
from django.utils import timezone


def today(service=None) -> date:
    """Today for a service: its fixed day where it is a demonstration, else the setting's, else the clock's."""
    if service is not None and service.fixed_today:
        return service.fixed_today
    return date.fromisoformat(settings.FIXED_TODAY) if settings.FIXED_TODAY else timezone.localdate()
