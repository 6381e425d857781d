"""What the pages of the registry share: templates, static files, access, translations."""
