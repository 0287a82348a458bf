"""How well faces are told apart: labelled photos in, error rates out."""
