"""What was told to whom: the outbox, which is also each person's inbox, a council's own texts, and secret addresses."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from footprint.children.models import Child
from footprint.council.models import Council

HIDDEN = "•••"  # stands in a text for the secret part of a personal address


class MessageQuerySet(models.QuerySet):
    def of_the_living(self):
        """Messages about no child, or about a child who has not died."""
        return self.filter(child__died__isnull=True)

    def as_shown(self):
        """With the state that people see: what had not gone out when a child died is stopped."""
        stopped = When(Q(state__in=Message.NOT_GONE, child__died__isnull=False), then=Value(Message.STOPPED))
        return self.annotate(shown=Case(stopped, default=F("state"), output_field=models.CharField()))


class Message(models.Model):
    """Something told to a user, in the inbox and by e-mail, or to an outside address by e-mail.

    It holds initials and a link, never a name or a detail of a child. ``secret`` is the secret part of a personal
    address, kept only until the message has gone out.
    """

    WAITING, CLAIMED, SENT, PERHAPS = "waiting", "claimed", "sent", "perhaps"
    FAILED, STOPPED, KEPT, INBOX = "failed", "stopped", "kept", "inbox"
    NOT_GONE = (WAITING, FAILED)
    TO_DECIDE = (PERHAPS, FAILED)
    STATES = [
        (PERHAPS, "perhaps sent"),
        (FAILED, "not sent"),
        (WAITING, "waiting"),
        (CLAIMED, "being sent"),
        (SENT, "sent"),
        (KEPT, "kept in the development mailbox"),
        (INBOX, "in the inbox only"),
        (STOPPED, "stopped"),
    ]

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(Child, null=True, blank=True, on_delete=models.CASCADE, related_name="messages")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
        db_index=False,
    )
    address = models.EmailField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=40)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    secret = models.CharField(max_length=100, blank=True)
    about = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    digest = models.BooleanField(default=False)
    once_key = models.CharField(max_length=500, null=True, blank=True, unique=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "digest"], name="message_to_send"),
            models.Index(fields=["user", "-written_at"], name="message_inbox"),
            models.Index(fields=["council", "state", "-written_at"], name="message_mailbox"),
        ]

    @property
    def text(self) -> str:
        """The body as people of the service read it; the development mailbox, which nobody else reads, shows all."""
        return self.body.replace(HIDDEN, self.secret) if self.state == self.KEPT and self.secret else self.body

    def __str__(self):
        return f"message {self.pk}"


class Template(models.Model):
    """A council's own subject and body of a message, in place of those in ``templates.toml``."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint("council", "key", name="template_once")]


class Choice(models.Model):
    """How somebody wants to be told, and when they last looked: e-mails at once, or one a day (``digest``)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="told_how")
    digest = models.BooleanField(default=False)
    digested_on = models.DateField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)


class PersonalLink(models.Model):
    """A secret address that opens one thing about a child for one outside person, with the child's day of birth."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="personal_links")
    secret_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    until = models.DateField()
    opened_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )


class FeedLink(models.Model):
    """The secret address of somebody's calendar feed."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feed_link")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
