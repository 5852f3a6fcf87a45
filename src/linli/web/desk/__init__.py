"""The desk's front: the inbox, one case with everything known of it, and its moves."""
