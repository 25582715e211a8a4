"""お知らせ: what somebody is told, on his page and by letter, as each has chosen."""
