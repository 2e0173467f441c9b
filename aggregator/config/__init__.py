"""feeds.yaml → frozen settings. settings.py the shape, loader.py file → settings or every problem at once."""
