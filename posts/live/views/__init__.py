"""The page 「公式アカウントのいま」, and what is said of a finding."""
