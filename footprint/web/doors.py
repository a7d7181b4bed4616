"""Who may open a page: every view passes one of these."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from footprint.allocation.access import visible_to
from footprint.council.models import Council
from footprint.reviews.models import Review


def needs(permission: str):
    """Only for members whose role may do this; others are told that the page is not open to them."""

    def around(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.member or not request.member.may(permission):
                raise PermissionDenied("This page is not open to your role.")
            return view(request, *args, **kwargs)

        guarded.permission = permission
        return guarded

    return around


def open_child(request, pk: int):
    """The child, or "not found": who may not see a child does not learn that the child exists."""
    return get_object_or_404(visible_to(request.member).select_related("council", "council__service"), pk=pk)


def chosen_council(request, asked=None) -> Council:
    """The council that a page is about: the one that the address names, else the service's first by name."""
    councils = list(request.service.councils.select_related("service").order_by("name"))
    if not councils:
        raise Http404
    wanted = number((asked if asked is not None else request.GET).get("council"))
    return next((council for council in councils if council.pk == wanted), councils[0])


def number(text: str | None) -> int:
    """An id that came with a request; 0, which nothing has, where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def open_review(request, pk: int) -> Review:
    review = get_object_or_404(Review.objects.select_related("child", "council", "council__service", "iro"), pk=pk)
    if not visible_to(request.member).filter(pk=review.child_id).exists():
        raise Http404
    return review
