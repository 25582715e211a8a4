"""What a post still lacks before approval can be asked for: each point with its clause and its place in the form.

Saving a draft never refuses; submitting does.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePath

from django.utils import timezone

from approvals.completeness import Confirmation, Point
from approvals.models import Guideline
from instagram import captions, limits
from posts.drafting import rights
from posts.drafting.models import Generated, Link, People, Photo, Post, Source, Sponsorship
from posts.drafting.rules import links as link_rules
from posts.drafting.rules.clauses import link_clause, photo_clause
from posts.phrases import querysets as phrases
from security.models import Organization
from security.office import addresses, passages, words
from security.office.passages import EXAMINED_MAX

# A version must reach its approver with time to decide.
LEAST_NOTICE = timedelta(minutes=5)
URL_MAX: int = Link._meta.get_field("url").max_length or 0


ALT_TEXT = "写真の説明(代替テキスト)"
# A voice says already that it is a picture.
NEEDLESS = ("写真", "画像", "イメージ")


@dataclass(frozen=True)
class _Days:
    """In Japan: today, and the day on which the post goes out as far as it is set."""

    today: date
    publication: date

    @classmethod
    def of(cls, post: Post, now: datetime) -> "_Days":
        today = timezone.localdate(now)
        return cls(today, max(today, timezone.localdate(post.publish_at)) if post.publish_at else today)


def confirmations(social_media: Guideline) -> list[Confirmation]:
    """第３第１項's two, and the points of the prefecture's guideline in force (第３第２項)."""
    return [
        Confirmation("公表・公開を前提とする内容です。", "第３第１項"),
        Confirmation(
            "不当に民間の競争を阻害するなど、地域政策課が発信する情報として不適切なものではありません。",
            "第３第１項(1)ただし書",
        ),
        *(Confirmation(point, "第３第２項") for point in social_media.points),
    ]


def missing_points(post: Post, *, now: datetime | None = None) -> list[Point]:
    """In the order of the form. Reads the post's prefetched photos, links and topics; no writes."""
    now = now or timezone.now()
    photos, links = list(post.photos.all()), list(post.links.all())
    points = _about_caption(post) + _about_post(post, now)
    days = _Days.of(post, now)
    points += _about_photos(photos, post.caption, days, photo_clause(post.organization))
    for place, link in enumerate(links, start=1):
        points += _about_link(place, link, post.organization, days)
    return points


def hints(post: Post) -> list[str]:
    """Advice about the text and the photos' descriptions that does not stop anyone. Reads the prefetched photos."""
    described = [
        f"{place}枚目の{ALT_TEXT}: {sentence}"
        for place, photo in enumerate(post.photos.all(), start=1)
        for sentence in alt_hints(photo)
    ]
    return [*_hints_of_caption(post), *described]


def alt_hints(photo: Photo) -> list[str]:
    """How what is read aloud could be said better."""
    text, name = photo.alt_text.strip(), PurePath(photo.original_name).stem
    if not text:
        return []
    found = []
    if text.startswith(NEEDLESS):
        found.append("「写真」「画像」と書き始めず、何が写っているかを書いてください。")
    if len(name) > 2 and words.key(name) in words.key(text):
        found.append("ファイル名ではなく、何が写っているかを書いてください。")
    return found


def _hints_of_caption(post: Post) -> list[str]:
    if len(post.caption) > EXAMINED_MAX:
        return []
    count = len(passages.hashtags(post.caption))
    if limits.HASHTAGS_ADVISED < count <= limits.HASHTAGS_MAX:
        return [
            f"ハッシュタグが{count}個あります。Instagramは{limits.HASHTAGS_ADVISED}個までを勧めています。"
        ]
    return []


def warnings(caption: str) -> list[str]:
    """What author and approver are to see: what no eye sees, and expressions that the office has listed. It stops nobody."""
    examined = caption[:EXAMINED_MAX]
    listed = [f"本文に「{one.word}」があります。{one.instead}" for one in phrases.found_in(examined)]
    return [*passages.unseen_in(examined, called="本文"), *listed]


def ai_hints(post: Post) -> list[str]:
    """Advice about the answer to whether AI has made any of it. Reads the post's prefetched photos."""
    if post.generated == Generated.NO and any(
        photo.source == Source.GENERATED for photo in post.photos.all()
    ):
        return [
            f"出どころが「{Source.GENERATED.label}」の写真があります。"
            "生成AIで作成・加工したものであれば、「生成AIの利用」を選び直してください。"
        ]
    return []


def _about_caption(post: Post) -> list[Point]:
    anchor, points = "id_caption", []
    characters = captions.count_characters(post.caption)
    if not post.caption.strip():
        points.append(Point("本文を入力してください。", anchor))
    if characters > limits.CAPTION_MAX:
        over = characters - limits.CAPTION_MAX
        points.append(
            Point(
                f"本文が{characters:,}字あります。{limits.CAPTION_MAX:,}字までです({over:,}字減らしてください)。",
                anchor,
            )
        )
    if len(post.caption) > EXAMINED_MAX:
        return points
    hashtags = len(passages.hashtags(post.caption))
    if hashtags > limits.HASHTAGS_MAX:
        points.append(
            Point(f"ハッシュタグが{hashtags}個あります。{limits.HASHTAGS_MAX}個までにしてください。", anchor)
        )
    mentions = len(passages.mentions(post.caption))
    if mentions > limits.MENTIONS_MAX:
        points.append(
            Point(f"@のメンションが{mentions}個あります。{limits.MENTIONS_MAX}個までにしてください。", anchor)
        )
    for named in named_in(post):
        points += _about_url_in_caption(named, link_clause(post.organization))
    return points


def named_in(post: Post) -> list[link_rules.Named]:
    """The addresses in its caption. Reads the prefetched links."""
    if len(post.caption) > EXAMINED_MAX:
        return []
    return link_rules.named_in(post.caption, [link.url for link in post.links.all()])


def _about_url_in_caption(named: link_rules.Named, clause: str) -> list[Point]:
    if link_rules.is_shortened(named.url):
        sentence = (
            f"本文の {named.url} は短縮アドレスです。リンク先が分かる元のアドレスに書き換えてください。"
        )
        return [Point(sentence, "id_caption", clause)]
    if named.is_declared:
        return []
    if len(named.url) > URL_MAX:
        sentence = f"本文の {named.url[:50]}… は{URL_MAX}字を超えるため、リンクに登録できません。短い元のアドレスにしてください。"
        return [Point(sentence, "id_caption", clause)]
    sentence = f"本文の {named.url} が「リンク」に登録されていません。登録してア・イ・ウを確認するか、本文から消してください。"
    return [Point(sentence, "links", clause)]


def _about_post(post: Post, now: datetime) -> list[Point]:
    points = []
    if not post.title.strip():
        points.append(Point("件名を入力してください。", "id_title"))
    if not post.topics.all():
        points.append(Point("話題を1つ以上選んでください。", "id_topics", "第３第１項(1)"))
    if not post.generated:
        points.append(Point("生成AIで作成・加工した写真があるかどうかを選んでください。", "id_generated"))
    if post.sponsorship != Sponsorship.NONE and not post.sponsorship_note.strip():
        points.append(
            Point("依頼元と依頼の内容を入力してください。", "id_sponsorship_note", "第３第１項(1)ただし書")
        )
    if post.publish_at and post.publish_at <= now:
        points.append(Point("投稿する日時が過ぎています。これからの日時にしてください。", "id_publish_at"))
    elif post.publish_at and post.publish_at < now + LEAST_NOTICE:
        points.append(
            Point(
                "投稿する日時まで5分もありません。承認に間に合うよう、もう少し先にしてください。",
                "id_publish_at",
            )
        )
    return points


def _about_photos(photos: list[Photo], caption: str, days: _Days, clause: str) -> list[Point]:
    if not photos:
        return [Point("写真を1枚以上選んでください。", "id_uploads")]
    points = []
    if len(photos) > limits.CAROUSEL_MAX:
        points.append(
            Point(
                f"写真が{len(photos)}枚あります。Instagramに出せるのは{limits.CAROUSEL_MAX}枚までです。",
                "photos",
            )
        )
    sharing = rights.sharing(photos)
    for place, photo in enumerate(photos, start=1):
        points += _about_photo(
            f"{place}枚目の写真", photo, caption, days, clause, is_own=photo not in sharing
        )
    if sharing:
        called = "写真に共通" if len(sharing) > 1 else f"{photos.index(sharing[0]) + 1}枚目の写真"
        points += _rights_lacks(called, "id_rights", sharing[0], caption, days, clause)
    return points


def _about_photo(
    called: str, photo: Photo, caption: str, days: _Days, clause: str, *, is_own: bool
) -> list[Point]:
    """is_own: its rights are said of it alone."""
    form, points = f"id_photo-{photo.pk}", []
    if not photo.relation_confirmed:
        sentence = "記事に関連する写真であることを確認してください。"
        points.append(Point(f"{called}: {sentence}", f"{form}-relation_confirmed", clause))
    if is_own:
        points += _rights_lacks(called, form, photo, caption, days, clause)
    if photo.is_withdrawn_on(days.today):
        sentence = "使用の許可が取り消されています。写真を外してください。"
        points.append(Point(f"{called}: {sentence}", f"photo-{photo.pk}", clause))
    points += [Point(f"{called}: {sentence}", f"{form}-alt_text") for sentence in _alt_text_problems(photo)]
    return points


def _rights_lacks(
    called: str, form: str, photo: Photo, caption: str, days: _Days, clause: str
) -> list[Point]:
    """form: what the ids of its fields begin with."""
    points = [
        Point(f"{called}: {sentence}", f"{form}-{field}", clause)
        for field, sentence in _photo_lacks(photo, days)
    ]
    if photo.credit.strip() and photo.credit.strip() not in caption:
        sentence = f"{called}: クレジット「{photo.credit}」を本文に入れてください。"
        points.append(Point(sentence, "id_caption", clause))
    return points


def _alt_text_problems(photo: Photo) -> list[str]:
    if not photo.alt_text.strip():
        return [f"{ALT_TEXT}を入力してください。"]
    if len(photo.alt_text) > limits.ALT_TEXT_MAX:
        return [f"{ALT_TEXT}は{limits.ALT_TEXT_MAX:,}字までです。"]
    return []


def _photo_lacks(photo: Photo, days: _Days) -> list[tuple[str, str]]:
    """Rights confirmed beforehand (第４第１項(2), 第３項(2)): the field and the sentence."""
    lacks = []
    if not photo.source:
        lacks.append(("source", "写真の出どころを選んでください。"))
    if not photo.right_holder.strip():
        lacks.append(("right_holder", "権利者を入力してください。"))
    if not photo.evidence_note.strip() and not photo.evidence_file:
        lacks.append(("evidence_note", "権利をどう確認したかの記録か資料を残してください。"))
    if not photo.people:
        lacks.append(("people", "人物が写っているかどうかを選んでください。"))
    if photo.people == People.CONSENTED and not photo.consent_note.strip():
        lacks.append(("consent_note", "写っている方の同意をいつ、どのように得たかを入力してください。"))
    if photo.has_minors and not photo.guardian_consent:
        lacks.append(("guardian_consent", "未成年の方が写っているときは、保護者の同意が必要です。"))
    lacks += [("permission_until", sentence) for sentence in _permission_lacks(photo, days)]
    return lacks


def _permission_lacks(photo: Photo, days: _Days) -> list[str]:
    if photo.has_run_out_on(days.today):
        return ["使用できる期限が過ぎています。"]
    if photo.has_run_out_on(days.publication):
        return ["使用できる期限が、投稿する日より前に過ぎます。"]
    return []


def _about_link(place: int, link: Link, organization: Organization, days: _Days) -> list[Point]:
    def point(field: str, sentence: str, condition: str = "") -> Point:
        return Point(
            f"リンク{place}: {sentence}", f"id_link-{link.pk}-{field}", link_clause(organization, condition)
        )

    if not addresses.is_web_address(link.url):
        return [point("url", "アドレスは https:// から入力してください。")]
    if link_rules.is_shortened(link.url):
        return [point("url", f"{link.url} は短縮アドレスです。元のアドレスを入力してください。")]
    points = []
    if not link.related:
        points.append(point("related", "投稿内容に関係することを確認してください。", "ア"))
    if not link.decent:
        points.append(point("decent", "公序良俗に反しないことを確認してください。", "イ"))
    return points + [point(field, sentence, "ウ") for field, sentence in _agreement_lacks(link, days)]


def _agreement_lacks(link: Link, days: _Days) -> list[tuple[str, str]]:
    """Nothing or one thing: the field and the sentence."""
    if link.agreement and not addresses.same_host(link.agreement.host, addresses.host_of(link.url)):
        return [
            (
                "agreement",
                f"選んだ了解は {link.agreement.host} のもので、このリンク先のものではありません。",
            )
        ]
    if link.agreement and not link.agreement.valid_on(days.today):
        return [("agreement", "選んだ了解はいま有効ではありません。あらためて相手方に了解を得てください。")]
    if link.agreement and not link.agreement.valid_on(days.publication):
        return [("agreement", "選んだ了解の期限が、投稿する日より前に過ぎます。")]
    if link.agreement:
        return []
    if not link.agreed:
        return [("agreed", "リンクの相手方に事前に了解を得てください。")]
    if link.agreed_on and link.agreed_on > days.today:
        return [("agreed_on", "了解を得た日が先の日付です。了解は事前に得て、得た日を入力してください。")]
    blanks = [field for field in ("agreed_with", "agreed_on", "agreed_how") if _is_blank(link, field)]
    return [(field, "了解を誰から、いつ、どのように得たかを入力してください。") for field in blanks[:1]]


def _is_blank(link: Link, field: str) -> bool:
    return not str(getattr(link, field) or "").strip()
