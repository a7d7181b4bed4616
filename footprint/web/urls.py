"""The addresses of the screens, by task."""

from allauth.account import views as allauth_views
from django.urls import path

urlpatterns = [
    path("sign-in", allauth_views.login, name="account_login"),
]
