"""運用ポリシー: a text begun from the template, the desk's view of it, what the public reads, the yearly look (第６第１項)."""
