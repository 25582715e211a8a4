"""Who may choose how to be told of what."""

from security.notices.models import How
from security.notices.registry import Kind, kinds_for
from security.office.answers import Answer, no
from security.people.actors import Actor


def may_choose(actor: Actor, kind: Kind, how: How) -> Answer:
    """Everybody for himself, of what he can be told of, down to what the guideline needs."""
    if kind not in kinds_for(actor):
        return no(f"「{kind.label}」は、いまのあなたの役割ではお知らせの対象になりません。")
    return kind.may_be(how)
