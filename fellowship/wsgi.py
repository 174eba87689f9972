import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellowship.settings")

application = get_wsgi_application()

from fellowship.sealed.keys import require_keys  # noqa: E402  the settings are read by now

require_keys()  # only here: worker, beat and commands do without
