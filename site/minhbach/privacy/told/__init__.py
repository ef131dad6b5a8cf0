"""What is told of a report beside its words and place: steps, deadline, how many told of it, answers."""
