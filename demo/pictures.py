"""Landscapes of Hokkaido through the year, drawn for the demo: its photos, free of anybody's rights."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "pictures"


@dataclass(frozen=True)
class Picture:
    """`name` is the file's; `alt` describes what is seen."""

    name: str
    title: str
    alt: str

    def read(self) -> bytes:
        """A JPEG, 1,080 pixels wide."""
        return (FOLDER / f"{self.name}.jpg").read_bytes()


PICTURES = {
    picture.name: picture
    for picture in (
        Picture(
            "tulips",
            "春のチューリップ畑",
            "赤、黄、桃色、白のチューリップが列になって咲き、奥に風車が立っている。",
        ),
        Picture(
            "yotei",
            "羊蹄山とじゃがいも畑",
            "雪の残る羊蹄山のふもとに、じゃがいもの白い花が咲く畑が広がっている。",
        ),
        Picture(
            "pasture",
            "牧場の午後",
            "青空の下、緑の丘の牧場で白黒の牛が草を食べている。奥に赤い屋根の牛舎とサイロが見える。",
        ),
        Picture(
            "lavender",
            "富良野のラベンダー畑",
            "紫のラベンダーが列になって丘まで続き、奥に十勝岳連峰と白い雲が見える。",
        ),
        Picture(
            "biei",
            "美瑛の丘と一本のポプラ",
            "色とりどりの畑が波のように続く丘に、一本のポプラが立っている。",
        ),
        Picture(
            "sunflowers",
            "ひまわり畑",
            "夏の青空と入道雲の下、一面にひまわりが咲いている。",
        ),
        Picture(
            "boats",
            "日の出と漁船",
            "朝日が昇る海へ、三隻の漁船が出ていく。空にカモメが飛んでいる。",
        ),
        Picture(
            "larches",
            "カラマツの黄葉と湖",
            "黄色に染まったカラマツの森が、朝霧の湖に映っている。",
        ),
        Picture(
            "canal",
            "夕暮れの運河",
            "石造りの倉庫が並ぶ運河に、ガス灯のあかりと夕焼けが映っている。",
        ),
        Picture(
            "starry_silo",
            "サイロと星空",
            "天の川がかかる満天の星の下に、牧場のサイロと、あかりのともる家が見える。",
        ),
        Picture(
            "drift_ice",
            "流氷の夜明け",
            "青い夜明けの海を、白い流氷が水平線まで埋めている。遠くに雪の山並みが見える。",
        ),
        Picture(
            "birches",
            "雪の白樺林",
            "雪の積もった白樺の林に、淡い朝の光が差し、小雪が舞っている。",
        ),
        Picture(
            "cranes",
            "雪原のタンチョウ",
            "朝もやの雪原に、頭の赤いタンチョウが三羽立っている。",
        ),
        Picture(
            "coffee",
            "雪の窓辺とコーヒー",
            "雪の森が見える窓辺の木のテーブルに、湯気の立つコーヒーと焼き菓子が置かれている。",
        ),
    )
}
