"""What every template knows."""

from footprint.council.profile import profile


def everywhere(request):
    """The council's words (``words``), the member, the service, today and the navigation."""
    service = getattr(request, "service", None)
    councils = list(service.councils.all()) if service else []
    chosen = profile(councils[0].profile_name if councils else "neutral")
    return {
        "words": chosen.words,
        "member": getattr(request, "member", None),
        "service": service,
        "councils": councils,
        "today": getattr(request, "today", None),
        "council_name": " and ".join(c.name for c in councils),
    }
