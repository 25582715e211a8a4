"""Details and kinds that events of several nouns share."""

from security.trail.registry import Kind, Word

PEOPLE = Kind("people", "利用者・組織・任用", place=20)

ABOUT = Word("about", "内容")
COUNT = Word("count", "件数")
KIND = Word("kind", "種別")
NOTE = Word("note", "理由・補足")
ORGANIZATION = Word("organization", "組織")
PROBLEM = Word("problem", "起こったこと")
REASON = Word("reason", "理由")
SOURCE = Word("source", "もと")
