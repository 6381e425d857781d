"""How each learner likes to see and hear the screens, in the terms of IMS AccessForAll PNP."""
