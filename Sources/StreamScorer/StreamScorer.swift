// Room StreamScorer
