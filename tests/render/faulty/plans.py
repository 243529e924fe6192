from studio.api import Setting, ShotRequest


def lighten(request: ShotRequest) -> tuple[Setting, ...]:
    lean = (Setting(name="memory", value="lean"),)
    return lean if request.settings and request.settings != lean else ()
