"""How an action says no."""


class Refused(Exception):
    """An action was refused; the message is a sentence fit to show. ``field`` names the form field where there is one."""

    def __init__(self, sentence: str, field: str | None = None):
        super().__init__(sentence)
        self.field = field
