"""Links: whether they lead somewhere, the agreements of sites, the look every night (第４第１項(3), 第３項(3))."""
