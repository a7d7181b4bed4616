"""What a service is set up with: its first day of use, populations, teams, staff and posts, people and their roles."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from footprint.accounts import roles
from footprint.council import actions
from footprint.council.models import Council, Membership, Population, Post, Staff, Team, TeamGrouping
from footprint.council.refusals import Refused
from footprint.web import service_forms as forms
from footprint.web.doors import needs
from footprint.web.views.messages import how_mail_goes


@needs(roles.SET_UP)
def settings(request):
    """All that is set up, each part with its form."""
    service = request.service
    posts = {p.staff_id: p for p in Post.objects.standing().filter(staff__service=service, ends_on=None)}
    groups = {
        g.team_id: g for g in TeamGrouping.objects.standing().filter(team__council__service=service, ends_on=None)
    }
    teams = Team.objects.filter(council__service=service).select_related("council").order_by("council__name", "name")
    staff = Staff.objects.filter(service=service, kind__in=(Staff.IRO, Staff.MANAGER)).order_by("kind", "name")
    context = {
        "title": "Settings",
        "councils_here": Council.objects.filter(service=service).order_by("name"),
        "populations": Population.objects.filter(council__service=service)
        .select_related("council")
        .order_by("council__name", "-year"),
        "teams": [(team, groups.get(team.pk)) for team in teams],
        "staff": [(person, posts.get(person.pk)) for person in staff],
        "fte": sum(p.fte for p in posts.values()),
        "mail": how_mail_goes(),
    }
    return render(request, "web/settings.html", context)


@needs(roles.SET_UP)
def first_day(request):
    form = forms.FirstDay(request.POST or None, initial={"day": request.service.first_day_of_use})
    lead = (
        "The day on which the service begins to work with Footprint. Change it with care: it decides what is overdue."
    )
    return _form(
        request,
        form,
        actions.set_first_day_of_use,
        "First day of use",
        lead,
        about=(request.service,),
        on=request.today,
    )


@needs(roles.SET_UP)
def population(request):
    form = forms.EnterPopulation(
        request.POST or None, service=request.service, today=request.today, initial={"year": request.today.year - 1}
    )
    lead = "The base of rates per 10,000. Reports name the year and the source."
    return _form(request, form, actions.set_population, "Children in the area", lead)


@needs(roles.SET_UP)
def add_team(request):
    form = forms.AddTeam(request.POST or None, service=request.service)
    return _form(request, form, actions.add_team, "Add a team", "A social work team of the council.")


@needs(roles.SET_UP)
def group_team(request, pk):
    team = get_object_or_404(Team, pk=pk, council__service=request.service)
    form = forms.GroupTeam(request.POST or None, initial={"starts_on": request.today})
    lead = f"The service to which {team.name} belongs. Figures of earlier days keep the service of those days."
    return _form(request, form, actions.group_team, "Service of a team", lead, about=(team,), on=request.today)


@needs(roles.SET_UP)
def add_staff(request):
    form = forms.AddStaff(request.POST or None)
    lead = "Somebody whom the records name. A people list adds them too. Whether they sign in is another matter."

    def add(by, kind, name):
        actions.staff_member(request.service, kind, name)

    return _form(request, form, add, "Add an IRO or social worker", lead)


@needs(roles.SET_UP)
def set_post(request, pk):
    staff = get_object_or_404(Staff, pk=pk, service=request.service)
    form = forms.SetPost(request.POST or None, initial={"starts_on": request.today})
    lead = f"The post that {staff.name} holds. The one before ends on the day on which this one begins."
    return _form(request, form, actions.set_post, f"Post of {staff.name}", lead, about=(staff,), on=request.today)


@needs(roles.SET_UP)
def leave_post(request, pk):
    posts = Post.objects.standing().filter(ends_on=None).select_related("staff")
    post = get_object_or_404(posts, pk=pk, staff__service=request.service)
    form = forms.LeavePost(request.POST or None)
    lead = f"{post.staff.name}, {post.title}, {post.fte} FTE since {post.starts_on:%d/%m/%Y}."
    return _form(request, form, actions.leave_post, f"{post.staff.name} leaves", lead, about=(post,), on=request.today)


@needs(roles.MANAGE_PEOPLE)
def people(request):
    """Everybody who signs in, with what their role lets them do."""
    members = Membership.objects.filter(service=request.service).select_related("user", "team", "user__staff")
    context = {
        "title": "People",
        "members": members.order_by("-user__is_active", "user__name"),
        "roles": roles.ROLES.values(),
    }
    return render(request, "web/people.html", context)


@needs(roles.MANAGE_PEOPLE)
def add_person(request):
    form = forms.AddPerson(request.POST or None, service=request.service)

    def add(by, **values):
        actions.add_person(by=by, service=request.service, **values)

    return _form(request, form, add, "Add a person", "Somebody who signs in.", then="people")


@needs(roles.MANAGE_PEOPLE)
def change_person(request, pk):
    member = _member(request, pk)
    form = forms.ChangePerson(request.POST or None, service=request.service, initial=forms.ChangePerson.told_of(member))
    lead = f"Signs in as {member.user.email}."
    return _form(request, form, actions.change_person, member.user.name, lead, about=(member.user,), then="people")


@needs(roles.MANAGE_PEOPLE)
def new_password(request, pk):
    member = _member(request, pk)
    form = forms.NewPassword(request.POST or None)
    lead = f"For {member.user.name}, who signs in as {member.user.email}. The old password stops working."
    return _form(request, form, actions.set_password, "New password", lead, about=(member.user,), then="people")


def _member(request, pk):
    return get_object_or_404(Membership.objects.select_related("user", "user__staff"), service=request.service, user=pk)


def _form(request, form, action, title, lead, about=(), then="settings", **more):
    if request.method == "POST" and form.is_valid():
        try:
            action(*about, by=request.user, **more, **form.values())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "It is saved.")
            return redirect(then)
    context = {"title": title, "form": form, "lead": lead, "button": "Save", "back": then}
    return render(request, "web/form.html", context)
