"""What the public is told in numbers: sums by month, refusals, ratings, merit, the classifier, receipts."""
