"""The room has a label of its own, because Django's own messages have the shorter one."""

from django.apps import AppConfig


class Messages(AppConfig):
    name = "footprint.messages"
    label = "footprint_messages"
