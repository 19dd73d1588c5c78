"""Files to pages, paragraphs and tables, each character traceable to the source text. Knows nothing of plans."""
