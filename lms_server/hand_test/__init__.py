"""Five short games that find out what suits a learner's hands, eyes and ears."""
