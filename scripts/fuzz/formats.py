"""What JSON Schema cannot say, for whoever makes up requests."""

from datetime import datetime, timezone

import schemathesis
from hypothesis import strategies as st

# A website tells of an email that it has sent: a time in the future is refused.
schemathesis.openapi.format(
    "date-time",
    st.datetimes(
        min_value=datetime(1970, 1, 1),
        max_value=datetime(2025, 1, 1),
        timezones=st.just(timezone.utc),
    ).map(lambda at: at.isoformat(timespec="milliseconds").replace("+00:00", "Z")),
)


# Schemathesis itself spoils a percent sign that stands in a path.
schemathesis.openapi.format("email", st.emails().filter(lambda address: "%" not in address))


@schemathesis.hook
def map_body(context, body):
    """What depends on the clock, or on the run that is asked for: each has emails 1 to 3."""
    if not isinstance(body, dict):
        return body
    mended = {"email_1_sent_at": "2025-01-01T00:00:00Z"} if is_future(body.get("email_1_sent_at")) else {}
    for field in ("number", "from"):
        if is_number_of_email(body.get(field)):
            mended[field] = int(body[field]) % 3 + 1
    return {**body, **mended}


def is_future(at):
    try:
        return datetime.fromisoformat(at) > datetime.now(timezone.utc)
    except (TypeError, ValueError):
        return False


def is_number_of_email(value):
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and value == value // 1 and 1 <= value <= 999


# Only a page that was given can be asked for; nothing asks for the first one.
schemathesis.openapi.format("cursor", st.just(""))
