"""Quizzes by word of mouth: the trainer reads, the learner points or says, the trainer taps."""
