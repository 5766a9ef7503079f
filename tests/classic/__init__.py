"""mwclient's surface, compared with it."""
