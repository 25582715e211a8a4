"""Whatever was sealed once verifies for as long as it is kept.

sealed_rows/ keeps a version of each kind of document in each form, with its seal. They are data, never made anew: a
code that cannot verify them would take every approval away.
"""

import datetime
import json
from pathlib import Path

import pytest
from django.apps import apps

from approvals import seals
from approvals.models import Approvable, Dossier, Guideline, Submission
from tests import factories

ROWS = Path(__file__).parent / "sealed_rows"
KINDS = [model for model in apps.get_models() if issubclass(model, Approvable)]
FORMS = [(kind, number) for kind in KINDS for number in kind.FORMS]


@pytest.fixture(params=FORMS, ids=lambda form: f"{form[0]._meta.label_lower}.{form[1]}")
def kept(request, monkeypatch):
    """A kept row as a version, and an item whose rows say what it says."""
    kind, number = request.param
    row = json.loads((ROWS / f"{kind._meta.label_lower}.{number}.json").read_text())
    named = [
        Guideline.objects.create(
            kind=name, version="当時の版", in_force_from=datetime.date.fromisoformat(day)
        )
        for name, day in row.pop("guidelines").items()
    ]
    item = kind(dossier=Dossier(**row.pop("dossier")))
    version = Submission(**row, operation_guideline=named[0], social_media_guideline=named[1])
    monkeypatch.setattr(item, "sealed_content", lambda: version.read(kind.FORMS))
    return item, version


@pytest.mark.clause("第４第１項(1)")
@pytest.mark.django_db
def test_a_kept_row_of_every_form_still_verifies(kept):
    item, version = kept
    written = item.FORMS[version.form].write(item.sealed_content())
    assert seals.canonical(written) == version.content
    assert seals.seal_on_terms_of(version, item, written) == version.seal
    assert seals.differing_parts(item, version) == []


@pytest.mark.django_db
def test_the_seal_covers_the_number_of_the_form(kept, monkeypatch):
    """Under another number, were it even for the same way of writing, it does not verify."""
    item, version = kept
    form = item.FORMS[version.form]
    written = form.write(item.sealed_content())
    version.form = max(item.FORMS) + 1
    assert seals.seal_on_terms_of(version, item, written) != version.seal
    assert seals.differing_parts(item, version) == ["封印の形式"]
    monkeypatch.setitem(item.FORMS, version.form, form)
    assert seals.differing_parts(item, version) == ["承認を求めたときの条件"]


def test_a_version_of_a_newer_release_says_so_instead_of_breaking_its_pages(staff, chief, client):
    """Gone back to an older release: a sentence, and no page that ends in an error."""
    post = factories.submitted(staff)
    Submission.objects.filter(pk=post.submission_id).update(form=99)
    for person, address in ((staff, post.get_absolute_url()), (chief, f"/admin/posts/post/{post.pk}/")):
        client.force_login(person)
        page = client.get(address)
        assert page.status_code == 503
        assert "この版は読み取れません" in page.content.decode()
