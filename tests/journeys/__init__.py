"""Whole stories, walked in a real browser."""
