"""Two clients of other people's work through the sandbox: what they ask for by default must be answered as Meta does.

They are not among the locked requirements. To run these tests, put them beside the house's own and say where:

    pip install --target /tmp/clients facebook_business python-facebook-api
    PYTHONPATH=/tmp/clients make test TESTS=tests/sandbox/test_public_clients.py

PYTHONPATH goes ahead of the house's versions of what they need in turn (requests above all).
"""

import pytest

from tests.sandbox.running import USER_ID

pytestmark = [pytest.mark.e2e, pytest.mark.clients]

METRICS = ["reach", "views", "likes", "comments", "saved", "shares", "total_interactions"]


@pytest.fixture
def token(sandbox):
    """Of a user, since both clients speak to graph.facebook.com."""
    return sandbox.give_token(kind="user")


# Meta's own


@pytest.fixture
def meta(sandbox, token, monkeypatch):
    """Its session, which knows of no other host than Meta's."""
    from facebook_business.api import FacebookAdsApi  # noqa: PLC0415 - not on every machine
    from facebook_business.session import FacebookSession  # noqa: PLC0415 - see above

    monkeypatch.setattr(FacebookSession, "GRAPH", sandbox.base_url)
    yield FacebookAdsApi.init("600000000000001", "sandbox-app-secret", token, crash_log=False)
    FacebookAdsApi.set_default_api(None)


@pytest.fixture
def iguser(meta):
    from facebook_business.adobjects.iguser import IGUser  # noqa: PLC0415 - see above

    return IGUser(USER_ID)


def meta_fields(kind, *, without=()):
    """Every field that the class declares."""
    names = {name for name in vars(kind.Field) if not name.startswith("_")}
    return sorted(getattr(kind.Field, name) for name in names - set(without))


def published_by_meta(iguser, host):
    url = host.put_picture()
    children = [
        iguser.create_media(params={"image_url": url, "is_carousel_item": True})["id"] for _ in range(2)
    ]
    params = {"media_type": "CAROUSEL", "children": children, "caption": "二枚 @hokkaido"}
    container = iguser.create_media(params=params)["id"]
    return container, iguser.create_media_publish(params={"creation_id": container})["id"]


def test_metas_sdk_reads_the_account(iguser):
    fields = [
        "id",
        "username",
        "name",
        "biography",
        "website",
        "followers_count",
        "follows_count",
        "media_count",
    ]
    account = iguser.api_get(fields=fields)
    assert (account["id"], account["username"]) == (USER_ID, "hokkaido_cafe")
    (limit,) = iguser.get_content_publishing_limit(fields=["config", "quota_usage"])
    assert limit["quota_usage"] == 0


def test_metas_sdk_publishes(sandbox, iguser, host):
    from facebook_business.adobjects.shadowigmediabuilder import ShadowIGMediaBuilder  # noqa: PLC0415 - see above

    container, media_id = published_by_meta(iguser, host)
    status = ShadowIGMediaBuilder(container).api_get(fields=meta_fields(ShadowIGMediaBuilder))
    assert status["status_code"] == "PUBLISHED"
    (live,) = sandbox.state()["media"]
    assert (live["id"], live["caption"], len(live["children"])) == (media_id, "二枚 @hokkaido", 2)


def test_metas_sdk_publishes_with_instagram_login(sandbox, meta, host):
    """Its other class, which publishes at another path."""
    from facebook_business.adobjects.iguserforigonlyapi import IGUserForIGOnlyAPI  # noqa: PLC0415 - see above

    user = IGUserForIGOnlyAPI(USER_ID)
    container = user.create_media(params={"image_url": host.put_picture(), "caption": "一枚"})["id"]
    media_id = user.create_media_publish(params={"creation_id": container})["id"]
    assert [live["id"] for live in sandbox.state()["media"]] == [media_id]


def test_metas_sdk_reads_every_field_it_knows(iguser, host):
    from facebook_business.adobjects.igcomment import IGComment  # noqa: PLC0415 - see above
    from facebook_business.adobjects.igmedia import IGMedia  # noqa: PLC0415 - see above

    _, media_id = published_by_meta(iguser, host)
    live = [name for name in vars(IGMedia.Field) if name.startswith("ingest")]
    (listed,) = iguser.get_media(fields=meta_fields(IGMedia, without=live))
    assert (listed["id"], listed["caption"], listed["reposts_count"]) == (media_id, "二枚 @hokkaido", 0)
    assert [one["id"] for one in iguser.get_media()] == [media_id]
    post = IGMedia(media_id)
    assert len(post.get_children(fields=["media_url", "thumbnail_url"])) == 2
    post.create_comment(params={"message": "ようこそ"})
    (comment,) = post.get_comments(fields=meta_fields(IGComment))
    assert comment["text"] == "ようこそ"


def test_metas_sdk_reads_figures(iguser, host):
    from facebook_business.adobjects.igmedia import IGMedia  # noqa: PLC0415 - see above

    _, media_id = published_by_meta(iguser, host)
    figures = IGMedia(media_id).get_insights(params={"metric": METRICS})
    assert [one["name"] for one in figures] == METRICS


def test_metas_sdk_answers_hides_and_deletes(sandbox, iguser, host):
    from facebook_business.adobjects.igcomment import IGComment  # noqa: PLC0415 - see above
    from facebook_business.adobjects.igmedia import IGMedia  # noqa: PLC0415 - see above

    _, media_id = published_by_meta(iguser, host)
    comment = IGComment(sandbox.comment(media_id))
    comment.create_reply(params={"message": "ありがとうございます"})
    comment.api_update(params={"hide": True})
    asked, answer = sandbox.state()["comments"]
    assert (asked["hidden"], answer["text"], answer["parent_id"]) == (
        True,
        "ありがとうございます",
        asked["id"],
    )
    comment.api_delete()
    assert sandbox.state()["comments"] == []
    IGMedia(media_id).api_update(params={"comment_enabled": False})
    assert sandbox.state()["media"][0]["comment_enabled"] is False
    IGMedia(media_id).api_delete()
    assert sandbox.state()["media"] == []


def test_metas_sdk_understands_a_refusal(sandbox, iguser, host):
    from facebook_business.exceptions import FacebookRequestError  # noqa: PLC0415 - see above

    sandbox.arm("F1")
    with pytest.raises(FacebookRequestError) as told:
        published_by_meta(iguser, host)
    error = told.value
    assert (error.http_status(), error.api_error_code(), error.api_error_subcode()) == (403, 4, 2207051)


# python-facebook


@pytest.fixture
def pyfacebook(sandbox, token):
    from pyfacebook import IGBusinessApi  # noqa: PLC0415 - see above

    return IGBusinessApi(
        access_token=token, instagram_business_id=USER_ID, base_url=f"{sandbox.base_url}/", version="v26.0"
    )


def test_pyfacebook_reads_by_its_defaults(sandbox, pyfacebook, container, post):
    media_id, made = post("一枚 @hokkaido"), container()
    sandbox.comment(media_id, "すてき")
    assert pyfacebook.user.get_info().username == "hokkaido_cafe"
    assert pyfacebook.user.get_content_publishing_limit().data[0].quota_usage == 1
    (listed,) = pyfacebook.user.get_media().data
    assert (listed.id, listed.caption, listed.comments_count) == (media_id, "一枚 @hokkaido", 1)
    assert pyfacebook.media.get_info(media_id=media_id).permalink.endswith("/")
    assert pyfacebook.media.get_batch(ids=[media_id])[media_id].id == media_id
    (comment,) = pyfacebook.media.get_comments(media_id=media_id).data
    assert comment.text == "すてき"
    # By default it asks one comment for a post's fields, which Graph refuses.
    asked = pyfacebook.comment.get_info(comment_id=comment.id, fields=["username"])
    assert asked.username == "citizen"
    assert pyfacebook.comment.get_replies(comment_id=comment.id).data == []
    assert pyfacebook.container.get_info(container_id=made).status_code == "FINISHED"
    assert pyfacebook.container.get_batch(ids=[made])[made].status_code == "FINISHED"
    figures = pyfacebook.media.get_insights(media_id=media_id, metric=METRICS).data
    assert [one.name for one in figures] == METRICS


def test_pyfacebook_writes(sandbox, pyfacebook, host):
    def send(node, edge=None, **data):
        return pyfacebook.post_object(object_id=node, connection=edge, data=data)

    made = send(USER_ID, "media", image_url=host.put_picture(), caption="一枚")["id"]
    media_id = send(USER_ID, "media_publish", creation_id=made)["id"]
    comment_id = sandbox.comment(media_id)
    send(comment_id, "replies", message="ありがとうございます")
    assert send(comment_id, hide="true") == {"success": True}
    (reply,) = pyfacebook.comment.get_replies(comment_id=comment_id).data
    assert reply.text == "ありがとうございます"
    assert pyfacebook.delete_object(object_id=comment_id) == {"success": True}
    assert pyfacebook.delete_object(object_id=media_id)["deleted_id"] == media_id
    assert sandbox.state()["media"] == []
