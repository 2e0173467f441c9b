"""Entry → categories, agencies and relevance, each with its reasons."""
