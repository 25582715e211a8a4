"""Words are kept, changed and dropped. What has been put into a text stays there."""

from django.db import transaction

from posts.phrases import events, rules
from posts.phrases.models import Expression, Phrase
from security.models import User
from security.office.answers import require
from security.people.actors import Actor
from security.trail import recording as audit


@transaction.atomic
def save_phrase(*, by: User, phrase: Phrase) -> None:
    """Of the person's own side, new or changed. Raises ValidationError for a name that is taken."""
    actor = Actor.of(by)
    if phrase.pk:
        require(rules.may_keep(actor, Phrase.objects.select_for_update(no_key=True).get(pk=phrase.pk)))
    else:
        require(rules.may_keep(actor))
        side = rules.own_side(actor)
        assert side is not None  # noqa: S101 - by the rule
        phrase.organization = side
    phrase.full_clean()
    phrase.save()
    audit.record(events.PHRASE_SAVED, by=actor, subject=phrase, text=phrase.text)


@transaction.atomic
def drop_phrase(*, by: User, phrase: Phrase) -> None:
    actor = Actor.of(by)
    require(rules.may_keep(actor, phrase))
    audit.record(events.PHRASE_DROPPED, by=actor, subject=phrase, text=phrase.text)
    phrase.delete()


@transaction.atomic
def save_expression(*, by: User, expression: Expression) -> None:
    """New or changed. Raises ValidationError for one that is there already."""
    actor = Actor.of(by)
    require(rules.may_keep_expressions(actor))
    expression.full_clean()
    expression.save()
    audit.record(events.EXPRESSION_SAVED, by=actor, subject=expression, instead=expression.instead)


@transaction.atomic
def drop_expression(*, by: User, expression: Expression) -> None:
    actor = Actor.of(by)
    require(rules.may_keep_expressions(actor))
    audit.record(events.EXPRESSION_DROPPED, by=actor, subject=expression, instead=expression.instead)
    expression.delete()
