"""What is public may be found by search engines, and Instagram may fetch its photos; from all else they stay away."""

from urllib.robotparser import RobotFileParser

from cafe_instagram.home.views import ROBOTS
from security.pages.doors import is_public
from tests.permissions.addresses import every_address


def test_robots_may_fetch_what_is_public_and_the_photos_for_instagram():
    robots = RobotFileParser()
    robots.parse(ROBOTS.splitlines())
    allowed = {
        one.name: robots.can_fetch("facebookexternalhit", one.filled(dict.fromkeys(one.arguments, 1)))
        for one in every_address()
    }
    public = {one.name for one in every_address() if is_public(one.view)}
    assert {name for name, may in allowed.items() if may} == public | {"posts:photo_for_instagram"}
