"""The one exception whose text is meant for the user."""


class StudioError(Exception):
    """What happened; what to do: one clear sentence that is shown as it stands."""
