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


@schemathesis.hook
def map_body(context, body):
    """The same for times that are not made by their format, but by the name of their field."""
    sent_at = body.get("email_1_sent_at") if isinstance(body, dict) else None
    try:
        is_future = datetime.fromisoformat(sent_at) > datetime.now(timezone.utc)
    except (TypeError, ValueError):
        return body
    return {**body, "email_1_sent_at": "2025-01-01T00:00:00Z"} if is_future else body


# Only a page that was given can be asked for; nothing asks for the first one.
schemathesis.openapi.format("cursor", st.just(""))
