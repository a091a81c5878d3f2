"""For a WSGI server: `gunicorn wsgi:app`."""

from hov_donate.app import create_app

app = create_app()
