"""Evaluation: asking a set of questions, scoring the answers, and a report that people can read."""
