"""Other ways to answer from the same plans, asked the same questions: what a passage search gives out of the box."""
