#!/usr/bin/env python
"""Django's command line. Commands that change the schema connect as the database's owner."""

import os
import sys

# The web role may neither create tables nor change the rules that seal private words.
OWNER_COMMANDS = {"migrate", "prepare_database", "sqlmigrate", "showmigrations", "dbshell"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellowship.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["DATABASE_AS"] = "owner"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
