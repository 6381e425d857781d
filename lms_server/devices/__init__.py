"""Kiosks and other learner screens: pairing by a code, tokens, signs of life."""
