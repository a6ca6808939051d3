"""Tables, lists of pairs and structured files: rows and entries to claims."""
