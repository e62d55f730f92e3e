-- The sign-in log, with the trace of why.
CREATE TABLE sign_ins (
    id text NOT NULL PRIMARY KEY,
    at bigint NOT NULL,
    tenant text NOT NULL,
    user_id text,
    user_name text NOT NULL,
    app text,
    app_name text NOT NULL,
    resource text,
    door text NOT NULL,
    protocol text,
    client_app text NOT NULL,
    ip text,
    user_agent text NOT NULL,
    outcome_code bigint NOT NULL,
    trace text NOT NULL,
    correlation text NOT NULL,
    trace_id text NOT NULL,
    device_id text
);
CREATE INDEX sign_ins_by_time ON sign_ins (tenant, at, id);
CREATE INDEX sign_ins_by_user ON sign_ins (user_id, at);
CREATE INDEX sign_ins_by_age ON sign_ins (at);

-- Successes that have their row: one for each token, protocol and device.
CREATE TABLE logged_successes (
    key text NOT NULL PRIMARY KEY,
    at bigint NOT NULL
);
CREATE INDEX logged_successes_by_age ON logged_successes (at);
