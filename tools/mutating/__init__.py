"""Mutation testing: what can be changed, which tests could see it, and whether one does."""
