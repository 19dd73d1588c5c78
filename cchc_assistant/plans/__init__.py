"""Documents to plans: metadata, outline, units, deadlines and the task register."""
