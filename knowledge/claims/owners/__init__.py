"""Who the owners of a charter are, by what names, and how they are written. Finds no claims."""
