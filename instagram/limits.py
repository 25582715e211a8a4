"""Instagram's limits, each number here and nowhere else, with the page of Meta's documentation that it comes from."""

from fractions import Fraction

# Reference "IG User Media", image specifications. Of the smallest ratio every page of the API says 4:5; the app takes 3:4,
# which is what phones take upright, and so did the API where it was tried (2026-05). Which one holds here is a setting.
IMAGE_RATIO_TALLEST = Fraction(3, 4)
IMAGE_RATIO_DOCUMENTED = Fraction(4, 5)
IMAGE_RATIOS_MIN = {"3:4": IMAGE_RATIO_TALLEST, "4:5": IMAGE_RATIO_DOCUMENTED}
IMAGE_RATIO_MAX = Fraction(191, 100)
IMAGE_WIDTH_MIN = 320  # px
IMAGE_WIDTH_MAX = 1440  # px
IMAGE_BYTES_MAX = 8_000_000  # the page says 8 MB, the error text 8 MiB: the smaller holds for both

# Reference "IG User Media", caption and alt_text.
CAPTION_MAX = 2200  # characters
HASHTAGS_MAX = 30
MENTIONS_MAX = 20
ALT_TEXT_MAX = 1000  # characters

# Meta's pages give no limit for comments and replies; the app cuts them off where it cuts captions off.
COMMENT_MAX = 2200  # characters

# Meta's pages say 30; the app itself has asked for at most 5 since 2026: above this we advise, we do not refuse.
HASHTAGS_ADVISED = 5

# Guide "Content Publishing", carousels: the app takes 20, the API 10.
CAROUSEL_MIN = 2
CAROUSEL_MAX = 10

# Guide and reference disagree (100 / 50); `content_publishing_limit` decides at run time, this is the fallback.
POSTS_PER_DAY = 50
POSTS_PER_DAY_WINDOW_S = 24 * 60 * 60

# Error 2207051 ("action is blocked") names no time; accounts were seen blocked for a day and more.
ACTION_BLOCK = 2207051
ACTION_BLOCK_PAUSE_S = 24 * 60 * 60
