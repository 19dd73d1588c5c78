"""Question answering over Vietnamese administrative-reform (cải cách hành chính) plans, offline and cited."""

__version__ = "0.1.0"
