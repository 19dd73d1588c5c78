"""Questions to answers: the question frame, the register look-up, the composed and cited answer, or a refusal."""
