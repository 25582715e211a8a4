from django.urls import include, path

from posts.drafting.views import copying, editor, images, keeping, photos, starting, steps
from posts.links.views import agreements, check, standing
from posts.live.views import account
from posts.live.views import settling as live_settling
from posts.phrases import views as phrases
from posts.planning.views import calendar, feed, lists
from posts.publishing.views import by_hand, photo_for_instagram, post, settling
from posts.publishing.views import steps as publishing_steps
from posts.rights import views as consents

app_name = "posts"

urlpatterns = [
    path("posts/", lists.post_list, name="list"),
    path("posts/new/", starting.new_post, name="new"),
    path("posts/together/", lists.together, name="together"),
    path("posts/calendar/", calendar.plan, name="calendar"),
    path("posts/calendar/idea/", calendar.jot, name="jot"),
    path("posts/calendar/feed/", feed.feed, name="feed"),
    path("posts/calendar/feed/make/", feed.make_feed, name="make_feed"),
    path("posts/calendar/feed/end/", feed.end_feed, name="end_feed"),
    path("posts/<int:pk>/move/", calendar.move, name="move"),
    path("posts/agreements/", agreements.agreements, name="agreements"),
    path("posts/agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("posts/rights/", consents.consents, name="consents"),
    path("posts/rights/<int:pk>/", consents.consent, name="consent"),
    path("posts/rights/<int:pk>/withdraw/", consents.withdraw, name="consent_withdraw"),
    path("posts/rights/<int:pk>/evidence/", consents.evidence, name="consent_evidence"),
    path("posts/phrases/", phrases.phrases, name="phrases"),
    path("posts/phrases/<int:pk>/", phrases.phrase, name="phrase"),
    path("posts/expressions/", phrases.expressions, name="expressions"),
    path("posts/expressions/<int:pk>/", phrases.expression, name="expression"),
    path("posts/links/", standing.links, name="links"),
    path("posts/links/<int:pk>/opened/", standing.opened, name="link_opened"),
    path("posts/links/<int:pk>/take-off/", standing.take_off, name="link_take_off"),
    path("posts/live/", account.account, name="live"),
    path("posts/live/<int:pk>/", account.post, name="live_post"),
    path("posts/live/<int:pk>/picture.jpg", account.picture, name="live_picture"),
    path("posts/live/<int:pk>/join/", live_settling.join, name="live_join"),
    path("posts/live/<int:pk>/older/", live_settling.call_older, name="live_older"),
    path("posts/live/<int:pk>/case/", live_settling.post_case, name="live_case"),
    path("posts/live/profile/<int:pk>/", account.profile, name="live_profile"),
    path("posts/live/profile/<int:pk>/confirm/", live_settling.confirm_profile, name="live_profile_confirm"),
    path("posts/live/profile/<int:pk>/case/", live_settling.profile_case, name="live_profile_case"),
    path("posts/<int:pk>/", post.detail, name="detail"),
    path("posts/<int:pk>/now/", post.now, name="now"),
    path("posts/<int:pk>/edit/", editor.edit, name="edit"),
    path("posts/<int:pk>/keep/", keeping.keep, name="keep"),
    path("posts/<int:pk>/photos/", photos.add_photo, name="add_photo"),
    path("posts/<int:pk>/points/", photos.points, name="points"),
    path("posts/<int:pk>/", include(steps.PostSteps().urls())),
    path("posts/<int:pk>/copy/", copying.copy, name="copy"),
    path("posts/<int:pk>/pattern/", copying.keep_as_pattern, name="pattern"),
    path("posts/<int:pk>/check-links/", check.check_links, name="check_links"),
    path("posts/<int:pk>/publish/", publishing_steps.publish, name="publish"),
    path("posts/<int:pk>/retry/", publishing_steps.retry, name="retry"),
    path("posts/<int:pk>/by-hand/", by_hand.by_hand, name="by_hand"),
    path("posts/<int:pk>/by-hand/<int:place>.jpg", by_hand.picture, name="by_hand_picture"),
    path("posts/<int:pk>/by-hand/record/", by_hand.record, name="by_hand_record"),
    path("posts/<int:pk>/by-hand/give-back/", by_hand.give_back, name="by_hand_give_back"),
    path("posts/<int:pk>/resolve/", settling.resolve, name="resolve"),
    path("posts/<int:pk>/not-there/", settling.not_there, name="not_there"),
    path("posts/<int:pk>/difference/", publishing_steps.note_difference, name="note_difference"),
    path("posts/<int:pk>/record-removal/", publishing_steps.record_removal, name="record_removal"),
    path("posts/<int:pk>/images/<str:digest>.jpg", images.image, name="image"),
    path("posts/<int:pk>/photos/<int:photo_pk>/whole.jpg", images.whole_photo, name="whole_photo"),
    path(
        "posts/<int:pk>/photos/<int:photo_pk>/withdraw-permission/",
        steps.withdraw_permission,
        name="withdraw_permission",
    ),
    path("posts/<int:pk>/evidence/<str:digest>/", images.evidence, name="evidence"),
    path("calendar/<str:secret>.ics", feed.calendar_feed, name="calendar_feed"),
    path("media/instagram/<str:ticket>.jpg", photo_for_instagram.for_instagram, name="photo_for_instagram"),
]
