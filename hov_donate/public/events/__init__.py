"""Events and the press as everybody reads them; proposing an event, and coming to one."""

from flask import Blueprint

from hov_donate.public.events import (
    calendars,
    event_page,
    list_page,
    own_pages,
    press_page,
    proposing,
)

__all__ = ["add_pages"]


def add_pages(pages: Blueprint) -> None:
    """Open the pages. What changes something is only ever a POST: mail scanners open every link."""
    post = ["POST"]
    pages.add_url_rule("/events", view_func=list_page.events)
    pages.add_url_rule("/events.ics", view_func=calendars.events_as_calendar)
    pages.add_url_rule("/events/past", view_func=list_page.past_events)
    pages.add_url_rule("/events/propose", view_func=proposing.event_form)
    pages.add_url_rule("/events/propose", view_func=proposing.send_event, methods=post)
    pages.add_url_rule("/events/sent", view_func=proposing.event_sent)
    one = "/events/<int:event_id>"
    pages.add_url_rule(one, view_func=event_page.event)
    pages.add_url_rule(one, view_func=event_page.come_to_event, methods=post)
    pages.add_url_rule(f"{one}.ics", view_func=calendars.event_as_calendar)
    pages.add_url_rule(f"{one}/sent", view_func=event_page.coming_sent)
    pages.add_url_rule(f"{one}/picture", view_func=event_page.event_picture)
    own = "/event-proposal/<token>"
    pages.add_url_rule(own, view_func=own_pages.own_event)
    pages.add_url_rule(f"{own}/confirm", view_func=own_pages.confirm_event, methods=post)
    pages.add_url_rule(f"{own}/withdraw", view_func=own_pages.withdraw_event, methods=post)
    coming = "/event-sign-up/<token>"
    pages.add_url_rule(coming, view_func=own_pages.own_coming)
    pages.add_url_rule(f"{coming}/confirm", view_func=own_pages.confirm_coming, methods=post)
    pages.add_url_rule(f"{coming}/withdraw", view_func=own_pages.withdraw_coming, methods=post)
    pages.add_url_rule("/press", view_func=press_page.press)
