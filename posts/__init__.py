"""Posts, photos and links, and their way to Instagram: 第３, 第４ of the guideline."""
