"""What every page knows: who is here, in which service, and what day it is."""

from footprint.council.models import Membership
from footprint.council.today import today


class Here:
    """Puts ``member`` (or None), ``service`` and ``today`` on the request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.member = self._member(request)
        request.service = request.member.service if request.member else None
        request.today = today(request.service)
        return self.get_response(request)

    def _member(self, request):
        if not request.user.is_authenticated:
            return None
        found = Membership.objects.select_related("service", "user", "team", "user__staff")
        return found.filter(user=request.user.pk).first()
