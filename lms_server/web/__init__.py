"""What all pages of the bus server share: principals, access, sessions, frames, words."""
