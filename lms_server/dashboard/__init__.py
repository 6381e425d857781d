"""Pages that read across slices and own nothing: the class wall, the learner's path."""
