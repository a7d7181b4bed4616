"""The addresses of the screens, by task."""

from allauth.account import views as allauth_views
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from footprint.web.views import child, data, desk, facts, figures, public, reports

urlpatterns = [
    path("", desk.home, name="home"),
    path("sign-in", login_not_required(allauth_views.login), name="account_login"),
    path("sign-out", allauth_views.logout, name="account_logout"),
    path("healthz", public.healthz, name="healthz"),
    path("readyz", public.readyz, name="readyz"),
    path("calculator", public.calculator, name="calculator"),
    path("desk", desk.desk, name="desk"),
    path("service", desk.service, name="service"),
    path("children", desk.children, name="children"),
    path("children/<int:pk>", child.child, name="child"),
    path("children/add", facts.add_child, name="add_child"),
    path("children/<int:pk>/history", facts.history, name="history"),
    path("children/<int:pk>/details", facts.edit_child, name="edit_child"),
    path("children/<int:pk>/restrict", facts.restrict, name="restrict"),
    path("children/<int:pk>/interval", facts.set_interval, name="set_interval"),
    path("children/<int:pk>/facts/<slug:kind>", facts.record_fact, name="record_fact"),
    path("children/<int:pk>/facts/<slug:kind>/<int:fact>/end", facts.end_fact, name="end_fact"),
    path("children/<int:pk>/facts/<slug:kind>/<int:fact>/withdraw", facts.withdraw_fact, name="withdraw_fact"),
    path("children/<int:pk>/record-review", child.record_review, name="record_review"),
    path("children/<int:pk>/iro", child.allocate, name="allocate"),
    path("reviews/due", desk.due_list, name="due_list"),
    path("reviews/<int:pk>", child.review, name="review"),
    path("reviews/<int:pk>/withdraw", child.withdraw_review, name="withdraw_review"),
    path("figures", figures.catalogue, name="figures"),
    path("figures/<slug:name>", figures.figure, name="figure"),
    path("figures/<slug:name>/records", figures.records, name="records"),
    path("reports", reports.reports, name="reports"),
    path("reports/document.css", reports.document_styles, name="document_styles"),
    path("reports/<slug:name>", reports.report, name="report"),
    path("data", data.data, name="data"),
    path("data/return", data.take_in_return, name="take_in_return"),
    path("data/people", data.take_in_people, name="take_in_people"),
    path("data/flags/<slug:code>", data.flag_list, name="flag_list"),
    path("data/gaps/<slug:gap_name>", data.gap_list, name="gap_list"),
]
