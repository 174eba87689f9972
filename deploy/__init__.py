"""How Balcony is set up and started. Nothing in here is imported by the application."""
