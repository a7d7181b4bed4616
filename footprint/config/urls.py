"""All addresses."""

from django.urls import include, path

urlpatterns = [path("", include("footprint.web.urls"))]
