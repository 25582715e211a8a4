import pytest

from tests.sandbox.image_host import running_image_host
from tests.sandbox.running import publish, running_sandbox


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def sandbox(sandbox_process):
    """As on the first start, but quick: images are ready at once and no robots.txt is read."""
    sandbox_process.reset()
    sandbox_process.set(processing_seconds=0, obey_robots=False)
    return sandbox_process


@pytest.fixture
def host():
    with running_image_host() as running:
        yield running


@pytest.fixture
def container(sandbox, host):
    """Makes an image container and gives its id."""

    def make(caption="", **params):
        url = host.put_picture()
        answer = sandbox.graph("POST", "me/media", data={"image_url": url, "caption": caption, **params})
        assert answer.status_code == 200, answer.text
        return answer.json()["id"]

    return make


@pytest.fixture
def post(sandbox, container):
    """Publishes an image and gives the id of the post."""

    def make(caption="", **params):
        return publish(sandbox, container(caption, **params)).json()["id"]

    return make


@pytest.fixture
def carousel(sandbox, container):
    """Makes a carousel container of some images and gives its id and its children's."""

    def make(count=3, caption=""):
        children = [
            container(is_carousel_item="true", alt_text=f"写真{number}") for number in range(1, count + 1)
        ]
        body = {"media_type": "CAROUSEL", "children": ",".join(children), "caption": caption}
        return sandbox.graph("POST", "me/media", data=body).json()["id"], children

    return make
