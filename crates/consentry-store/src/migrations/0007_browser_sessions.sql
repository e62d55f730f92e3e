-- Single sign-on sessions. One cookie, as its hash, may hold several accounts.
CREATE TABLE browser_sessions (
    id text NOT NULL PRIMARY KEY,
    cookie_hash bytea NOT NULL,
    tenant text NOT NULL,
    user_id text NOT NULL,
    authenticated_at bigint NOT NULL,
    amr text NOT NULL,
    last_used bigint NOT NULL,
    ended_at bigint
);
CREATE INDEX browser_sessions_by_cookie ON browser_sessions (cookie_hash);
CREATE INDEX browser_sessions_by_user ON browser_sessions (user_id);
CREATE INDEX browser_sessions_by_use ON browser_sessions (last_used);
