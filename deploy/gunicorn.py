"""How the web server runs; PORT, WEB_HOST, WEB_WORKERS and WEB_THREADS come from the environment."""

import os

bind = f"{os.environ.get('WEB_HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 4  # less than the 6 seconds after which `make run` ends what still runs
keepalive = 75
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
loglevel = "warning"


def post_worker_init(worker: object) -> None:
    print("Balcony is listening.", flush=True)
