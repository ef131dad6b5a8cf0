"""PUBLIC: what everybody may see. Nothing here can open the private database."""
