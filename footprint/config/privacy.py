"""What each column holds (``privacy.toml``), and error reports that tell none of it."""

import tomllib
from functools import cache
from importlib.resources import files

from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from footprint.config.logs import hidden

KINDS = ("personal", "sensitive", "neither")


@cache
def declared() -> dict[str, dict[str, str]]:
    """``{"children.Child": {"born": "personal", …}, …}``; what every fact has stands under "every"."""
    tables = tomllib.loads(files("footprint.config").joinpath("privacy.toml").read_text(encoding="utf-8"))
    every = tables.pop("every")
    models = {f"{app}.{model}": columns for app, models in tables.items() for model, columns in models.items()}
    return {"every": _by_column(every)} | {model: _by_column(columns) for model, columns in models.items()}


def kind(model: str, column: str) -> str:
    """Whether a column is personal, sensitive or neither; KeyError where nobody has said."""
    own = declared()[model]
    return own[column] if column in own else declared()["every"][column]


@cache
def harmless() -> frozenset[str]:
    """Names under which nothing about a person is ever held, in any model."""
    said: dict[str, set[str]] = {}
    for columns in declared().values():
        for column, what in columns.items():
            said.setdefault(column, set()).add(what)
    return frozenset(column for column, whats in said.items() if whats == {"neither"})


def _by_column(columns: dict[str, list[str]]) -> dict[str, str]:
    return {column: what for what in KINDS for column in columns.get(what, [])}


class TellNothing(SafeExceptionReporterFilter):
    """Error reports, with which Django may write e-mails, show where the program failed and nothing about a person:
    of what was sent only what is declared harmless, no variables, no cookies."""

    def get_post_parameters(self, request):
        if request is None:
            return {}
        hidden = {k: v if k in harmless() else self.cleansed_substitute for k, v in request.POST.items()}
        return hidden if self.is_active(request) else request.POST

    def get_traceback_frame_variables(self, request, tb_frame):
        if not self.is_active(request):
            return list(tb_frame.f_locals.items())
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]

    def get_safe_request_meta(self, request):
        meta = super().get_safe_request_meta(request)
        return {
            k: v for k, v in meta.items() if k not in ("HTTP_COOKIE", "QUERY_STRING", "REMOTE_ADDR", "HTTP_REFERER")
        }


class QuietReporter(ExceptionReporter):
    """Django's error report without what was asked for in the address, its secrets, and without cookies."""

    def get_traceback_data(self):
        told = super().get_traceback_data()
        if self.request is not None and self.filter.is_active(self.request):
            told["request_GET_items"] = told["request_COOKIES_items"] = []
            told["request_insecure_uri"] = self.request.path
        return told

    def get_traceback_html(self):
        return hidden(super().get_traceback_html())

    def get_traceback_text(self):
        return hidden(super().get_traceback_text())
