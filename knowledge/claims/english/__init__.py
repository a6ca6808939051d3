"""The English of owning: a sentence to the statements in it. Knows no document and no table."""
