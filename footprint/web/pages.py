"""The page of one form: what was typed stays when it is refused, and what was done is said."""

from django.contrib import messages
from django.shortcuts import redirect, render

from footprint.council.refusals import Refused


def form_page(
    request,
    form,
    carry_out,
    *,
    title,
    then,
    back,
    lead="",
    button="Save",
    told="It is saved.",
    second=None,
    files=False,
):
    """Shows a form and carries out what it says: ``carry_out(values)`` may refuse, at a field or as a whole.

    ``then`` is the address that follows, ``back`` (address, words) the link above; ``second`` (name, words) another button.
    """
    if request.method == "POST" and form.is_valid():
        try:
            carry_out(form.values())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, told)
            return redirect(then)
    context = {
        "title": title,
        "form": form,
        "lead": lead,
        "button": button,
        "back_to": back,
        "second": second,
        "files": files,
    }
    return render(request, "web/form.html", context)
