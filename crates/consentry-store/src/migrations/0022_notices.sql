-- Mail that the program writes by itself is told apart from mail of users: it may also go into a
-- mailbox here. Events for webhooks have a queue of their own.
ALTER TABLE outbound_mail ADD COLUMN kind text NOT NULL DEFAULT 'mail';

CREATE TABLE deliveries (
    id text NOT NULL PRIMARY KEY,
    tenant text NOT NULL,
    address text NOT NULL,
    event text NOT NULL,
    body text NOT NULL,
    state text NOT NULL,
    attempts bigint NOT NULL,
    next_attempt_at bigint NOT NULL,
    last_error text,
    created_at bigint NOT NULL
);
CREATE INDEX deliveries_due ON deliveries (state, next_attempt_at);
CREATE INDEX deliveries_of_tenant ON deliveries (tenant, created_at, id);
