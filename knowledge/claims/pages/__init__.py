"""Headings, paragraphs and bullets: what stands where, and whose it is by that."""
