"""Page bytes → Article."""
