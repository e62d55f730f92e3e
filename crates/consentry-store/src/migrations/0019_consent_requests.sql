-- Requests for an administrator's consent: one open one for each application and kind, with
-- everybody who asked. Closed ones stay as the queue's history.
CREATE TABLE consent_requests (
    id text NOT NULL PRIMARY KEY,
    tenant text NOT NULL REFERENCES tenants (id),
    app text NOT NULL REFERENCES applications (id),
    kind text NOT NULL,
    asked text NOT NULL,
    state text NOT NULL,
    reviewers text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    remind_at bigint,
    closed_at bigint,
    closed_by text,
    reason text,
    version bigint NOT NULL
);
CREATE UNIQUE INDEX consent_requests_open ON consent_requests (tenant, app, kind)
    WHERE state = 'open';
-- A page of the queue is read by its key alone, however many requests lie behind it.
CREATE INDEX consent_requests_by_state ON consent_requests (tenant, state, created_at, id);
CREATE INDEX consent_requests_by_time ON consent_requests (tenant, created_at, id);
CREATE INDEX consent_requests_ending ON consent_requests (expires_at) WHERE state = 'open';
CREATE INDEX consent_requests_reminding ON consent_requests (remind_at)
    WHERE state = 'open' AND remind_at IS NOT NULL;

CREATE TABLE consent_requesters (
    request text NOT NULL REFERENCES consent_requests (id),
    user_id text NOT NULL,
    reason text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (request, user_id)
);
CREATE INDEX consent_requesters_by_user ON consent_requesters (user_id, at);
