"""リンク集: where the one link of the profile leads (第４第１項(3))."""
