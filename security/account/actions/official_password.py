"""The register of the official account's password (第５第１項), which itself is never kept here.

What people do queues at the register. The connection's answer does not, for it comes with the token locked: so
whatever both write is written after the audit event, whose trail lets one at a time pass.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Field, Model
from django.utils import timezone

from security.account import events, rules, telling
from security.account.actions.token import doubt
from security.account.models import PasswordChange, PasswordHolder, PasswordPostponement, PasswordTask
from security.account.notices import PASSWORD_CHANGED, PASSWORD_DUE, PASSWORD_TASK
from security.account.querysets import knows_password, last_change, password_standing
from security.notices.telling import call_off, settle
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.people.models import Appointment, Organization, User
from security.trail.recording import record

POSTPONED_AT_MOST = timedelta(days=14)


@transaction.atomic
def open_task(
    *,
    reason: PasswordChange.Reason,
    about: str,
    appointment: Appointment | None = None,
    by: User | None = None,
) -> PasswordTask:
    """Ask for the password to be changed, because of `about` (one sentence, at most 300 characters).

    As long as an appointment's task is open, it is given back; of its next end there is a new one. `by=None` is the
    system.
    """
    actor = None
    if by is not None:
        actor = Actor.of(by)
        require(rules.may_ask_for_password_change(actor, knows=knows_password(by)))
    content = {"reason": reason, "about": about}
    if appointment is None:
        task, is_new = PasswordTask.objects.create(**content), True
    else:
        task, is_new = PasswordTask.objects.open().get_or_create(appointment=appointment, defaults=content)
    if is_new:
        record(events.PASSWORD_TASK_OPENED, by=actor, subject=task, reason=reason, about=about)
        if by:  # what comes up by itself may come up together: the sweep tells it
            telling.of_tasks([task], key=f"password-task:{task.pk}", by=by)
            task.told_at = timezone.now()
            task.save(update_fields=["told_at"])
    return task


@transaction.atomic
def dismiss_task(*, by: User, task: PasswordTask, reason: str) -> None:
    """Leave the password as it is in spite of the task, for a reason."""
    actor = _at_the_register(by)
    task = PasswordTask.objects.select_related("appointment__organization").get(pk=task.pk)
    require(rules.may_dismiss_password_task(actor, task))
    task.dismissed_at, task.dismissed_by, task.dismissal_reason = timezone.now(), by, reason
    _clean(task)
    record(events.PASSWORD_TASK_DISMISSED, by=actor, subject=task, reason=reason)
    if not PasswordTask.objects.open().filter(pk=task.pk).exists():
        raise Refused(no("この用務はすでに終わっています。", clause=rules.REGISTER_CLAUSE))
    task.save(update_fields=["dismissed_at", "dismissed_by", "dismissal_reason"])
    call_off(PASSWORD_TASK, about=task)


@transaction.atomic
def postpone_change(*, by: User, until: date, reason: str) -> None:
    """Keep the notice of an overdue regular change quiet until that day (at most 14 days on), for a reason."""
    actor = _at_the_register(by)
    require(rules.may_postpone_password_change(actor))
    standing = password_standing()
    if not standing.is_overdue:
        raise Refused(no("パスワードの変更の期限は過ぎていません。", clause=rules.REGISTER_CLAUSE))
    if not standing.today < until <= standing.today + POSTPONED_AT_MOST:
        raise ValidationError({"until": f"明日から{POSTPONED_AT_MOST.days}日後までの日を選んでください。"})
    postponement = PasswordPostponement(due_on=standing.due_on, until=until, reason=reason, postponed_by=by)
    _clean(postponement)
    postponement.save()
    record(
        events.PASSWORD_CHANGE_POSTPONED,
        by=actor,
        subject=postponement,
        due_on=standing.due_on.isoformat(),
        until=until.isoformat(),
        reason=reason,
    )


@transaction.atomic
def add_holder(*, by: User, user: User, reason: str) -> PasswordHolder:
    """Somebody has been given the password. Nobody unlearns it: only a change made without them ends it."""
    actor = _at_the_register(by)
    require(rules.may_add_holder(actor, Actor.of(user)))
    if knows_password(user):
        sentence = f"{user.name}さんは、すでに登録されています。"
        raise Refused(no(sentence, clause=rules.REGISTER_CLAUSE))
    return _begin_knowing(user, reason=reason, since=timezone.now(), by=actor)


@transaction.atomic
def record_change(*, by: User, change: PasswordChange, holders: Collection[User]) -> None:
    """The password has been changed by this person; `holders`, and nobody else, know the new one.

    Raises ValidationError beside the field for what does not fit. The tasks end when it is confirmed and the
    connection, which a new password cuts, has been checked.
    """
    actor = _at_the_register(by)
    require(rules.may_record_password_change(actor, knows=knows_password(by)))
    change.changed_by = by
    _check(change, holders)
    _clean(change)
    doubt(by=by, reason="公式アカウントのパスワードが変更されました。")
    if reminded_of := telling.due_day_of(last_change()):
        call_off(PASSWORD_DUE, about=reminded_of)
    change.save()
    _hand_on(change, {user.pk: user for user in holders}, by=actor)
    telling.of_change(change)
    record(
        events.OFFICIAL_PASSWORD_CHANGED,
        by=actor,
        subject=change,
        reason=change.reason,
        note=change.note,
        changed_at=change.changed_at.isoformat(),
        holders=sorted(user.name for user in holders),
    )


@transaction.atomic
def confirm_change(*, by: User, change: PasswordChange) -> None:
    """A second person has seen that it was changed."""
    actor = _at_the_register(by)
    change = PasswordChange.objects.get(pk=change.pk)
    require(rules.may_confirm_password_change(actor, change, knows=knows_password(by)))
    if change != last_change():
        sentence = "この後にもう一度パスワードが変更されています。"
        raise Refused(
            no(sentence, clause=rules.REGISTER_CLAUSE, remedy="新しいほうの変更を確認してください。")
        )
    record(events.OFFICIAL_PASSWORD_CONFIRMED, by=actor, subject=change)
    change.confirmed_by, change.confirmed_at = by, timezone.now()
    change.save(update_fields=["confirmed_by", "confirmed_at"])
    call_off(PASSWORD_CHANGED, about=change)
    settle(PASSWORD_CHANGED, about=change, person=by)
    _end_tasks(change)


@transaction.atomic
def note_connected(*, at: datetime) -> None:
    """The connection to Instagram was found working at that moment: after the last change, its last step."""
    change = last_change()
    if change is None or change.connected_at or at < change.changed_at:
        return
    record(events.TOKEN_CHECKED, by=None, subject=change)
    change.connected_at = at
    change.save(update_fields=["connected_at"])
    _end_tasks(change)


def _at_the_register(by: User) -> Actor:
    _lock_register()
    return Actor.of(by)


def _lock_register() -> None:
    """One entry at a time: 地域政策課 answers for the account, so its row stands for the register."""
    prefecture = Organization.objects.filter(kind=Organization.Kind.PREFECTURE)
    prefecture.select_for_update(no_key=True).first()


def _check(change: PasswordChange, holders: Collection[User]) -> None:
    errors = {}
    last = last_change()
    if change.changed_at > timezone.now():
        errors["changed_at"] = "変更した日時には、これからの日時を入力できません。"
    elif last and change.changed_at <= last.changed_at:
        errors["changed_at"] = "前の変更より後の日時を入力してください。同じ変更は一度だけ記録できます。"
    if not change.sessions_ended:
        errors["sessions_ended"] = "ほかの端末をログアウトさせてから、記録してください。"
    if not change.second_factor_checked:
        errors["second_factor_checked"] = (
            "Instagramの二段階認証が有効であることを確かめてから、記録してください。"
        )
    unfit = [answer for user in holders if not (answer := rules.may_know_password(Actor.of(user)))]
    if unfit:
        errors["holders"] = str(unfit[0])
    elif change.changed_by not in holders:
        errors["holders"] = "変更した方ご自身も、新しいパスワードを知っています。選びに加えてください。"
    if errors:
        raise ValidationError(errors)


def _hand_on(change: PasswordChange, knowing: dict[int, User], *, by: Actor) -> None:
    """Whoever is not given the new password no longer knows it; whoever knew the old one and is given the new keeps the first date."""
    present = {holder.user_id: holder for holder in PasswordHolder.objects.filter(until__isnull=True)}
    for user_id, holder in present.items():
        if user_id not in knowing:
            holder.until = change.changed_at
            holder.save(update_fields=["until"])
            record(events.HOLDER_ENDED, by=by, subject=holder)
    for user_id, user in knowing.items():
        if user_id not in present:
            reason = f"{Actor.of(user).own.title}として公式アカウントを使うため"
            _begin_knowing(user, reason=reason, since=change.changed_at, by=by)


def _begin_knowing(user: User, *, reason: str, since: datetime, by: Actor) -> PasswordHolder:
    holder = PasswordHolder(user=user, reason=reason, since=since, told_by=by.user)
    _clean(holder)
    holder.save()
    record(events.HOLDER_ADDED, by=by, subject=holder, reason=reason)
    return holder


def _end_tasks(change: PasswordChange) -> None:
    """Only what was asked for before the change, and only once it is confirmed and the connection stands again."""
    change.refresh_from_db()
    if change.is_complete:
        for task in PasswordTask.objects.open().filter(opened_at__lte=change.changed_at):
            task.ended_by_change = change
            task.save(update_fields=["ended_by_change"])
            call_off(PASSWORD_TASK, about=task)


def _clean(row: Model) -> None:
    """All that is there; what comes later is still null."""
    row.full_clean(exclude=[field.name for field in row._meta.concrete_fields if _is_still_null(row, field)])


def _is_still_null(row: Model, field: Field) -> bool:
    return field.null and getattr(row, field.attname) is None
