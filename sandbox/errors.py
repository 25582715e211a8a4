"""Graph's error answers, each shape once.

Codes and subcodes: Meta, "Instagram Platform / Error Codes" and "Graph API / Handle Errors"; 403 with
4/2207051, 36001 with 2207083 and the texts of 9004 are as captured from the live service. A client must
decide on the numbers only.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """One error answer. `{names}` in the texts are filled when it is raised."""

    status: int
    code: int
    message: str
    subcode: int | None = None
    kind: str = "OAuthException"
    title: str = ""
    user_message: str = ""

    def error(self, **facts: object) -> "GraphError":
        return GraphError(self, facts)


class GraphError(Exception):
    """Ends the call with the answer of its shape."""

    def __init__(self, shape: Shape, facts: dict[str, object]) -> None:
        super().__init__(shape.message.format(**facts))
        self.shape = shape
        self.facts = facts

    def body(self, trace_id: str, *, is_japanese: bool = False) -> dict[str, object]:
        shape = self.shape
        error: dict[str, object] = {"message": str(self), "type": shape.kind, "code": shape.code}
        if shape.subcode is not None:
            error["error_subcode"] = shape.subcode
        if is_japanese:
            error |= JAPANESE
        elif shape.title:
            error |= {
                "is_transient": False,
                "error_user_title": shape.title,
                "error_user_msg": shape.user_message.format(**self.facts),
            }
        return {"error": error | {"fbtrace_id": trace_id}}


# What people of the account's language are told, whatever it was; Graph keeps `message` in English more often than not.
JAPANESE = {
    "message": "サービスは現在ご利用いただけません",
    "is_transient": False,
    "error_user_title": "操作を完了できませんでした",
    "error_user_msg": "しばらくしてからもう一度お試しください。",
}

# The call itself
TOKEN_ERROR = 190
TOKEN_INVALID = Shape(400, TOKEN_ERROR, "Invalid OAuth access token - Cannot parse access token")
# By subcode: what has ended a token.
ENDED = {
    subcode: Shape(400, TOKEN_ERROR, f"Error validating access token: {reason}", subcode=subcode)
    for subcode, reason in {
        458: "The user has not authorized the application.",
        459: "The user is enrolled in a blocking, logged-in checkpoint.",
        460: "The session has been invalidated because the user changed their password or Instagram has "
        "changed the session for security reasons.",
        463: "Session has expired.",
        464: "The user is not a confirmed user.",
        467: "The session is invalid because the user logged out.",
        492: "The session is invalid: the user has no role on the page.",
    }.items()
}
# What Instagram answers here is undocumented.
TOKEN_TOO_YOUNG = Shape(400, 100, "(#100) The access token is less than 24 hours old")
PERMISSION_MISSING = Shape(403, 10, "(#10) Application does not have permission for this action")
UNSUPPORTED = Shape(
    400,
    100,
    "Unsupported {method} request. Object with ID '{id}' does not exist, cannot be loaded due to missing "
    "permissions, or does not support this operation. Please read the Graph API documentation at "
    "https://developers.facebook.com/docs/graph-api",
    subcode=33,
    kind="GraphMethodException",
)
PARAM_REQUIRED = Shape(400, 100, "(#100) The parameter {name} is required")
PARAM_INVALID = Shape(400, 100, "(#100) Param {name} {problem}")
FIELD_UNKNOWN = Shape(400, 100, "(#100) Tried accessing nonexisting field ({field}) on node type ({node})")
REQUEST_LIMIT = Shape(403, 4, "(#4) Application request limit reached")
ACTION_BLOCKED = Shape(
    403,
    4,
    "Application request limit reached",
    subcode=2207051,
    title="action is blocked",
    user_message="We restrict certain activity to protect our community. "
    "Tell us if you think we made a mistake.",
)
UNAVAILABLE = Shape(500, 2, "(#2) Service temporarily unavailable")
ACCOUNT_RESTRICTED = Shape(
    400,
    25,
    "The Instagram account is restricted.",
    subcode=2207050,
    title="Account restricted",
    user_message="The Instagram account is inactive, checkpointed or restricted. Sign in to the app and follow "
    "the instructions there.",
)
TOO_MANY_CALLS = Shape(
    400,
    80002,
    "(#80002) There have been too many calls to this Instagram account. Wait a bit and try again. For more "
    "info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.",
)

# Creating a container
MEDIA_TYPE_UNKNOWN = Shape(
    400,
    100,
    "The media type {media_type} is unknown.",
    subcode=2207023,
    title="Unknown media type",
    user_message="The media type {media_type} is not one of the expected types.",
)
CAROUSEL_SIZE = Shape(
    400,
    100,
    "The carousel has an invalid number of children.",
    subcode=2207028,
    title="Invalid carousel",
    user_message="A carousel needs at least 2 and at most 10 children.",
)
TOO_MANY_MENTIONS = Shape(
    400,
    100,
    "Cannot use more than {limit} tags for each caption.",
    subcode=2207040,
    title="Too many tags",
    user_message="The caption mentions more than {limit} accounts.",
)
CAPTION_TOO_LONG = Shape(
    400,
    36004,
    "The caption was too long.",
    subcode=2207010,
    title="Caption too long",
    user_message="The caption has {length} characters; the most is {limit}.",
)

# Fetching and judging the image
FETCH_TOO_SLOW = Shape(
    400,
    -2,
    "It takes too long to download the media.",
    subcode=2207003,
    title="Timeout",
    user_message="The media at {uri} could not be downloaded in time.",
)
FETCH_FAILED = Shape(
    400,
    9004,
    "Only photo or video can be accepted as media type.",
    subcode=2207052,
    title="Media download has failed. The media URI doesn't meet our requirements.",
    user_message="The media could not be fetched from this URI: {uri}. Please check the limitations section "
    "of our development document for more information: https://developers.facebook.com/docs/instagram-platform/"
    "instagram-graph-api/reference/ig-user/media#creating",
)
IMAGE_TOO_LARGE = Shape(
    400,
    36000,
    "The image size is too large.",
    subcode=2207004,
    title="Image size too large",
    user_message="The image is too large to download. It should be less than 8 MiB.",
)
IMAGE_FORMAT = Shape(
    400,
    36001,
    "The image format is not supported.",
    subcode=2207083,
    title="Invalid Image Format",
    user_message="The image could not be processed because its format is not supported.",
)
IMAGE_RATIO = Shape(
    400,
    36003,
    "The aspect ratio is not supported.",
    subcode=2207009,
    title="Invalid aspect ratio",
    user_message="The submitted image with aspect ratio ('{width}/{height}',) cannot be published. "
    "Please submit an image with a valid aspect ratio.",
)

# Publishing
NOT_READY = Shape(
    400,
    9007,
    "Media ID is not available",
    subcode=2207027,
    title="The media is not ready",
    user_message="The media is not ready for publishing, please wait for a moment",
)
CONTAINER_GONE = Shape(
    400,
    24,
    "The requested resource does not exist",
    subcode=2207008,
    title="Media builder not found",
    user_message="The media builder with creation id = {id} does not exist or has been expired.",
)
MEDIA_NOT_FOUND = Shape(
    400,
    24,
    "The requested resource does not exist",
    subcode=2207006,
    title="Media Not Found",
    user_message="The media could not be found.",
)
# What is published and what is not: both have been answered so.
FATAL = Shape(
    400,
    -1,
    "Fatal",
    subcode=2207001,
    title="Instagram server error",
    user_message="Something went wrong. Try again.",
)
QUOTA_REACHED = Shape(
    400,
    9,
    "Application request limit reached",
    subcode=2207042,
    title="Maximum posts reached",
    user_message="The account reached the maximum number of posts that the API may publish in 24 hours.",
)
# What Instagram answers here is undocumented; what matters is that there is never a second post.
ALREADY_PUBLISHED = Shape(400, 100, "(#100) The container has already been published")
CHILD_NOT_PUBLISHABLE = Shape(400, 100, "(#100) A carousel item cannot be published by itself")

# Comments. The code of the first is as captured; what Instagram answers in the other two cases is undocumented.
FIELDS_AFTER_WRITING = Shape(400, 20, "Fields cannot be read from a comment just created", subcode=1772107)
PARENT_HIDDEN = Shape(400, 100, "(#100) A hidden comment cannot be replied to")
COMMENTS_CLOSED = Shape(400, 100, "(#100) Commenting is turned off for this media")

# Deleting a post
NOT_DELETABLE = Shape(
    400,
    -1,
    "Media Type Not Supported",
    subcode=2207073,
    title="Media Type Not Supported",
    user_message="This media cannot be deleted.",
)
DELETE_FATAL = Shape(400, -1, "Fatal", subcode=2207085, title="Fatal", user_message="The media is locked.")

# Insights
METRIC_UNKNOWN = Shape(400, 100, "(#100) metric[{position}] must be one of the following values: {known}")
NOT_ON_FACEBOOK = Shape(400, 100, "(#100) The media has not been shared to Facebook")
