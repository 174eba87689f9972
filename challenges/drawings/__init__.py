"""Pictures of the workspace beside its charts: geometry in plain Python, which templates only print.

people.py says who was known on a day, grid.py and network.py place them; stacks.py draws amounts by month,
steps.py how something moved between a few levels. Drawings are units of their viewBox; no model is asked.
"""
