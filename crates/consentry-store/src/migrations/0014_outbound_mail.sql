-- Mail on its way out: one durable queue for notices and for what users send.
CREATE TABLE outbound_mail (
    id text NOT NULL PRIMARY KEY,
    sender text NOT NULL,
    recipients text NOT NULL,
    message bytea NOT NULL,
    state text NOT NULL,
    attempts bigint NOT NULL,
    next_attempt_at bigint NOT NULL,
    last_error text,
    created_at bigint NOT NULL
);
CREATE INDEX outbound_mail_due ON outbound_mail (state, next_attempt_at);
CREATE INDEX outbound_mail_by_age ON outbound_mail (created_at, id);
