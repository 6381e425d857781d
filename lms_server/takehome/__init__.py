"""What a learner takes home: a printed slip, the same on the phone, the course that comes next."""
