"""Reports as pictures and files. Every function is pure: registers in, bytes out."""
