"""Links as a save leaves them: one for each address in the text, each with its site's agreement where there is one.

The conditions ア and イ are a person's own answers and stay open; ウ is answered by a standing agreement alone.
"""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from posts.drafting.actions.permissions import save_site_agreement
from posts.drafting.models import Link, Post, SiteAgreement
from posts.drafting.models.links import day_needed
from posts.drafting.rules import links as link_rules
from posts.drafting.rules.completeness import URL_MAX
from security.models import User
from security.office import addresses
from security.office.answers import Refused
from security.office.passages import EXAMINED_MAX

# As many rows as anybody can answer make themselves; of more addresses in a text the points tell.
LINKS_MAX = 30


def as_named(post: Post, links: Sequence[Link]) -> list[Link]:
    """Its links with one for each address that its text names. Asked under the post's lock, by every save.

    One that was made for an address goes with it, unless somebody has answered anything there.
    """
    if len(post.caption) > EXAMINED_MAX:
        return list(links)
    there = link_rules.standing_in(post.caption, [one.url for one in links if one.is_untouched])
    kept = [one for one in links if not one.is_untouched or one.url in there]
    kept += _new(post, kept)
    _choose_agreements(post, kept)
    return kept


def keep_for_sites(by: User, post: Post, links: Sequence[Link]) -> None:
    """このサイトの了解として登録する: who agreed to one link has agreed to all of the site's, and is recorded so.

    What is not complete stays the link's own. One that the side has already is used as it is.
    """
    for link in links:
        if not link.has_own_agreement:
            continue
        host = addresses.site_host(link.url)
        found = _of_host(_agreements(post), host)
        link.agreement = found or _kept(by, post, link, host)


def _kept(by: User, post: Post, link: Link, host: str) -> SiteAgreement | None:
    said = {name: getattr(link, name) for name in ("agreed_with", "agreed_on", "agreed_how")}
    try:
        with transaction.atomic():
            return save_site_agreement(by=by, agreement=SiteAgreement(host=host, **said))
    except (Refused, ValidationError, IntegrityError):
        # A colleague was faster, or what was typed is none; a link of its own says it as well.
        return _of_host(_agreements(post), host)


def _new(post: Post, links: Sequence[Link]) -> list[Link]:
    found: list[Link] = []
    for named in link_rules.named_in(post.caption, [one.url for one in links]):
        url = addresses.with_scheme(named.url)
        if named.is_declared or not named.is_sure or len(links) + len(found) >= LINKS_MAX:
            continue
        if len(url) > URL_MAX or not addresses.is_web_address(url) or link_rules.is_shortened(url):
            continue
        if not any(addresses.same(url, one.url) for one in found):
            found.append(Link(post=post, url=url, is_automatic=True))
    return found


def _choose_agreements(post: Post, links: Sequence[Link]) -> None:
    """For links of which nobody has said who agreed: what their own side was given for the whole site."""
    open_ones = [one for one in links if one.agreement is None and not one.says_who_agreed]
    if open_ones:
        agreements = _agreements(post)
        for link in open_ones:
            link.agreement = _of_host(agreements, addresses.host_of(link.url))


def _agreements(post: Post) -> list[SiteAgreement]:
    """Those that stand today and on the day on which the post goes out."""
    today = timezone.localdate()
    days = (today, day_needed(post.publish_at, today))
    mine = SiteAgreement.objects.filter(organization=post.organization_id)
    return [one for one in mine if all(one.valid_on(day) for day in days)]


def _of_host(agreements: Sequence[SiteAgreement], host: str) -> SiteAgreement | None:
    return next((one for one in agreements if host and addresses.same_host(one.host, host)), None)
