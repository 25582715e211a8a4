"""What the trail tells of devices and networks."""

from security.trail.registry import Kind, Word, event
from security.trail.words import KIND, ORGANIZATION, REASON

PLACES = Kind("places", "職場の端末・ネットワーク", place=30)

CIDR = Word("cidr", "アドレスの範囲")
LEFT = Word("left", "残りの回数")
SESSIONS = Word("sessions", "終わらせたログインの数")

DEVICE_REGISTERED = event(
    PLACES, "device.register", "端末を登録した", "{who}が端末「{what}」を登録しました。", KIND, ORGANIZATION
)
DEVICE_CODE_MADE = event(
    PLACES, "device.code", "端末の登録コードを作った", "{who}が端末「{what}」の登録コードを作りました。"
)
DEVICE_CODE_REFUSED = event(
    PLACES,
    "device.code_refused",
    "端末の登録コードが違った",
    "端末「{what}」の登録コードが違ったため、受け付けませんでした。",
    LEFT,
)
DEVICE_ENROLLED = event(
    PLACES, "device.enrol", "端末の利用を始めた", "{who}が端末「{what}」の利用を始めました。"
)
DEVICE_CUT_OFF = event(
    PLACES,
    "device.cut_off",
    "端末の利用を止めた",
    "{who}が端末「{what}」の利用を止めました。",
    REASON,
    SESSIONS,
)
NETWORK_ADDED = event(
    PLACES,
    "network.add",
    "職場のネットワークを登録した",
    "{who}が職場のネットワーク「{what}」を登録しました。",
    CIDR,
    ORGANIZATION,
)
NETWORK_ENDED = event(
    PLACES,
    "network.end",
    "職場のネットワークを終了した",
    "{who}が職場のネットワーク「{what}」を終了しました。",
    CIDR,
)
