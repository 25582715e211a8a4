"""Why a photo could not be worked on. Each can cross from the child process to the one that asked."""

from typing import ClassVar


class PhotoFailure(Exception):
    """`code` names it between the two processes; `most` is the figure that its sentence needs, if one."""

    code: ClassVar[str]
    most: int = 0


class Unreadable(PhotoFailure):
    """The decoder gave up: the file is truncated or broken."""

    code = "unreadable"


class TooManyPixels(PhotoFailure):
    """The file's header promises more pixels than `most`, which is what can be held of a file like this."""

    code = "pixels"

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} pixels")
        self.most = most


class TooManyScans(PhotoFailure):
    """A JPEG that goes over its picture again and again; nothing was decoded."""

    code = "scans"


class Animated(PhotoFailure):
    """A picture that moves."""

    code = "animated"


class TooMuchWork(PhotoFailure):
    """The limits of memory or time were reached."""

    code = "work"


class NotNow(PhotoFailure):
    """This machine cannot work on any photo at the moment."""

    code = "now"


KINDS: dict[str, type[PhotoFailure]] = {
    kind.code: kind for kind in (Unreadable, TooManyPixels, TooManyScans, Animated, TooMuchWork)
}
