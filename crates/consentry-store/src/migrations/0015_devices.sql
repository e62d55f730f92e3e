-- The registry of devices that fetched mail.
CREATE TABLE devices (
    tenant text NOT NULL,
    user_id text NOT NULL,
    device_id text NOT NULL,
    device_type text NOT NULL,
    user_agent text NOT NULL,
    model text,
    os text,
    first_seen bigint NOT NULL,
    last_seen bigint NOT NULL,
    PRIMARY KEY (tenant, user_id, device_id)
);
