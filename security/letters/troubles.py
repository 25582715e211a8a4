"""Letters that do not leave, as whoever can help is told of them: whose, why, and what to do."""

from collections import defaultdict
from dataclasses import dataclass

from security.letters.models import Letter
from security.people.models import User

READ_AT_MOST = 200
Hindrance = Letter.Hindrance


@dataclass(frozen=True)
class Trouble:
    """Of one recipient, or (`person` is None) of the mail server, by which all are held up. The oldest letter stands for it."""

    person: User | None
    letters: list[Letter]

    @property
    def oldest(self) -> Letter:
        return self.letters[0]

    @property
    def title(self) -> str:
        if self.person is None:
            return f"メールサーバーにつながらず、メールが送れていません({len(self.letters)}通)"
        if self.oldest.state == Letter.State.UNKNOWN:
            return f"{self.person.name}さんへのメールが送れたか分かりません({len(self.letters)}通)"
        return f"{self.person.name}さんへのメールが送れていません({len(self.letters)}通)"

    @property
    def why(self) -> str:
        problem = "" if self.person is None else self.oldest.problem
        return f"{problem}{remedy(self.oldest)}"

    @property
    def is_of_address(self) -> bool:
        """Whether mending the person's registered address is all that is to be done."""
        return is_of_address(self.oldest) and self.oldest.state != Letter.State.FAILED


def troubles(letters: list[Letter]) -> list[Trouble]:
    """Gathered by whose they are; the mail server's first."""
    found: dict[int, list[Letter]] = defaultdict(list)
    people: dict[int, User | None] = {0: None}
    for letter in sorted(letters, key=lambda one: one.pk):
        whose = 0 if letter.hindrance == Hindrance.SERVER else letter.recipient_id
        found[whose].append(letter)
        people.setdefault(whose, letter.recipient)
    return [Trouble(people[whose], found[whose]) for whose in sorted(found)]


def needing_attention() -> list[Trouble]:
    rows = Letter.objects.needing_attention().select_related("recipient").order_by("created_at", "pk")
    return troubles(list(rows[:READ_AT_MOST]))


def is_of_address(letter: Letter) -> bool:
    """Whether it is held up by the address that is registered for its recipient."""
    return not letter.address and letter.hindrance in (Hindrance.ADDRESS, Hindrance.SHAPE, Hindrance.REFUSED)


def remedy(letter: Letter) -> str:
    """What helps, in a sentence."""
    if letter.state == Letter.State.UNKNOWN:
        return "届いたかどうかを、宛先の方かメールサーバーの記録で確かめてください。"
    if letter.hindrance == Hindrance.SERVER:
        return "メールサーバーと、サーバーのメールの設定(EMAIL_URL)を確かめてください。つながると、自動で送られます。"
    if letter.hindrance == Hindrance.KEY:
        return "以前の暗号鍵(FIELD_KEYS)に戻すか、招待などをやり直してから「送らないことにする」を押してください。"
    again = "もう一度送ってください。" if letter.state == Letter.State.FAILED else "自動で送られます。"
    if letter.address:
        return "本人の登録とは別の送り先です。届かないときは、本人に直接お伝えのうえ「送らないことにする」を押してください。"
    if letter.hindrance == Hindrance.ADDRESS:
        return f"本人に確かめて、メールアドレスを登録してください。登録した後、{again}"
    return (
        f"メールアドレスが正しいか、受信側で止められていないかを、本人に確かめてください。直した後、{again}"
    )
