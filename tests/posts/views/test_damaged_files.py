"""Photos and papers leave proven or not at all: to the desk, to readers and to the public page."""

import pytest
from django.urls import reverse

from approvals import actions as approval_actions
from approvals.models import State
from cafe_instagram.home import alerts
from cafe_instagram.home.facts import Facts
from posts.drafting import events, files
from posts.drafting.actions import PhotoEdit, save_draft
from posts.drafting.actions.drafting import Draft
from posts.imaging import store
from posts.models import DamagedFile, Post
from security.models import AuditEvent, Notice
from security.office.answers import Refused
from security.people.actors import Actor
from tests import factories
from tests.comments.links.making import live

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第１項(1)")]

OTHER = factories.photo_file("red").getvalue()


def exchange(shelf, digest, data=OTHER):
    path = shelf.path(digest)
    path.chmod(0o600)
    path.write_bytes(data)


@pytest.fixture
def pending(staff):
    return factories.submitted(staff, photos=2)


@pytest.fixture
def exchanged(pending):
    """Of the second photo."""
    digest = pending.photos.last().rendition
    exchange(store.renditions(), digest)
    return digest


def refused(chief, post):
    with pytest.raises(Refused) as refusal:
        approval_actions.approve(by=chief, item=post, seal=post.submission.seal)
    return str(refusal.value.answer)


def test_an_exchanged_picture_cannot_be_approved(chief, pending, exchanged):
    assert refused(chief, pending).startswith("2枚目の写真が、承認を求めたときの画像と違っているか")
    assert Post.objects.get().state == State.PENDING


def test_a_missing_picture_cannot_be_approved(chief, pending):
    store.renditions().path(pending.photos.first().rendition).unlink()
    assert refused(chief, pending).startswith("1枚目の写真")


@pytest.mark.parametrize("address", ["/admin/posts/post/{}/", "/posts/{}/decide/"])
def test_the_desk_shows_a_sentence_in_the_place_of_the_picture(client, chief, pending, exchanged, address):
    client.force_login(chief)
    page = client.get(address.format(pending.pk)).content.decode()
    assert "このままでは承認できません" in page
    assert 'value="approve"' not in page
    assert 'value="send_back"' in page
    assert "2枚目の写真は表示できません" in page
    assert f"/posts/{pending.pk}/images/{exchanged}.jpg" not in page
    assert f"/posts/{pending.pk}/images/{pending.photos.first().rendition}.jpg" in page
    assert DamagedFile.objects.get().digest == exchanged


def test_a_reader_is_given_no_other_bytes(client, staff, chief, pending, exchanged):
    client.force_login(staff)
    assert client.get(f"/posts/{pending.pk}/images/{exchanged}.jpg").status_code == 404
    assert "2枚目の写真は表示できません" in client.get(f"/posts/{pending.pk}/").content.decode()
    original = pending.photos.first()
    exchange(store.originals(), original.original)
    assert client.get(f"/posts/{pending.pk}/photos/{original.pk}/whole.jpg").status_code == 404


def test_a_paper_that_was_exchanged_is_not_opened(client, staff, chief, said):
    post = factories.draft(staff)
    paper = store.originals().put(b"%PDF-1.4 consent")
    post.photos.update(evidence_file=paper, evidence_name="承諾書.pdf")
    exchange(store.originals(), paper, b"%PDF-1.4 forged")
    client.force_login(chief)
    answer = client.get(f"/posts/{post.pk}/evidence/{paper}/", follow=True)
    assert b"forged" not in answer.content
    assert said(answer)[0].startswith("資料「承諾書.pdf」のファイルが保存したときと違う")


def test_the_public_page_shows_no_other_picture(client, staff, chief):
    post = live(staff, chief)
    digest = post.photos.get().rendition
    exchange(store.renditions(), digest)
    assert client.get(reverse("links:picture", args=[post.pk, digest])).status_code == 404
    assert DamagedFile.objects.get().digest == digest


def test_a_photo_is_not_rendered_from_an_exchanged_original(staff):
    post = factories.draft(staff)
    photo = post.photos.get()
    exchange(store.originals(), photo.original)
    edit = PhotoEdit(pk=photo.pk, focus=(10, 50))
    with pytest.raises(Refused, match="元の写真「photo0.jpg」"):
        save_draft(
            by=staff,
            post=post,
            version=post.version,
            draft=Draft(fields={"frame": "portrait"}, photos=[edit]),
        )


def test_it_is_told_once_and_ends_when_the_file_is_as_it_was(client, administrator, staff, pending):
    digest = pending.photos.last().rendition
    right = store.renditions().read_verified(digest)
    exchange(store.renditions(), digest)
    client.force_login(staff)
    for _ in range(2):
        client.get(f"/posts/{pending.pk}/images/{digest}.jpg")
    assert titles(administrator) == ["保存されたファイルが、保存したときと違います"]
    assert titles(staff) == []
    (notice,) = Notice.objects.all()
    assert (notice.person, digest in notice.sentence) == (administrator, True)
    files.look_again()
    assert titles(administrator) != []
    exchange(store.renditions(), digest, right)
    files.look_again()
    assert titles(administrator) == []
    assert tags() == [events.FILE_DAMAGED.tag, events.FILE_RESTORED.tag]
    assert not Notice.objects.exists()  # mended before the letter was written


def test_a_photo_chosen_anew_puts_the_right_bytes_in_place(pending, exchanged, media_root):
    """Named by their content, they may be put where others lie; those that are whole are not touched."""
    right = store.renditions().read_verified(pending.photos.first().rendition)
    exchange(store.renditions(), pending.photos.first().rendition)
    assert store.renditions().put(right) == pending.photos.first().rendition
    assert store.renditions().is_whole(pending.photos.first().rendition)


def titles(person):
    return [one.title for one in alerts.for_person(Facts(Actor.of(person))) if "ファイル" in one.title]


def tags():
    both = [events.FILE_DAMAGED.tag, events.FILE_RESTORED.tag]
    return list(AuditEvent.objects.filter(tag__in=both).order_by("number").values_list("tag", flat=True))
