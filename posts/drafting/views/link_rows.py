"""The rows of the links in the editor: which of them their text no longer names, and what became of a site's agreement."""

from collections.abc import Sequence

from posts.drafting.forms import LinkForm
from posts.drafting.models import Link, Post
from posts.drafting.rules.links import standing_in
from security.office.addresses import host_of
from security.office.passages import EXAMINED_MAX


def tell_apart(forms: Sequence[LinkForm], post: Post) -> None:
    """Give each form its link's host and whether the text names it. post: as it is stored."""
    text = post.caption if len(post.caption) <= EXAMINED_MAX else ""
    stored = {link.pk: link.url for link in post.links.all()}
    there = standing_in(text, stored.values())
    for form in forms:
        url = stored.get(form.instance.pk, "")
        form.host, form.stands_in_text = host_of(url), url in there


def kept_for_sites(links: Sequence[Link]) -> list[str]:
    """What became of each tick, for the person who set it."""
    return [_told(link) for link in links]


def _told(link: Link) -> str:
    host = host_of(link.url)
    if link.agreement_id:
        return f"{host} の了解を「サイトの了解」に登録し、このリンクに選びました。"
    return (
        f"{host} の了解は、まだ「サイトの了解」に登録していません。ウを確認し、了解を得た相手・日・方法を入力して、"
        "もう一度「このサイトの了解として登録する」を選んでください(第４第１項(3)ウ、第３項(3)ウ)。"
    )
