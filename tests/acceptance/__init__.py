"""The program as users meet it: real processes, real HTTP against the invented sector, a real database."""
