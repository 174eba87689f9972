"""One thing done to many fellows at once: by the worker, with a count, a result list, and undo.

`kinds` says what can be done, `acts` begins and takes back, `running` does the work.
"""
