"""Reading aloud: audio for learners' screens, and the recordings of trainers."""
