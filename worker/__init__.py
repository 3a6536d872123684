"""strikewire: strikes as the news reports them, from articles to alerts."""
