"""Flask plumbing of the two servers: access, errors, headers, languages, forgery guard."""
