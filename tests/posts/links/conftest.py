import pytest

from tests.posts.links.web import Net, Proxy, certified


@pytest.fixture
def net(monkeypatch):
    """Names and sites of the internet on this machine: only the resolver and the last step of connecting are stubs."""
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name}_PROXY".upper(), raising=False)
    with Net() as net:
        net.put_in_place(monkeypatch)
        yield net


@pytest.fixture
def proxy(net, monkeypatch):
    """The office's, which every request has to use."""
    with Proxy(net) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        yield proxy


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    """Certificates of an authority of our own."""
    return certified(tmp_path_factory.mktemp("certificates"))
