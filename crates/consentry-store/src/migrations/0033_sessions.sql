-- What people see of their sessions, how long a session lasts, which applications it signed in
-- to, and what revocations tell apart: password proofs and tokens have a beginning of their own.
ALTER TABLE browser_sessions ADD COLUMN kept bigint NOT NULL DEFAULT 0;
ALTER TABLE browser_sessions ADD COLUMN user_agent text NOT NULL DEFAULT '';
ALTER TABLE browser_sessions ADD COLUMN ip text;

ALTER TABLE refresh_tokens ADD COLUMN user_agent text NOT NULL DEFAULT '';
ALTER TABLE refresh_tokens ADD COLUMN ip text;
CREATE INDEX refresh_tokens_by_user ON refresh_tokens (user_id);

CREATE TABLE session_apps (
    session text NOT NULL,
    app text NOT NULL,
    version text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (session, app)
);
CREATE INDEX session_apps_by_time ON session_apps (at);

ALTER TABLE users ADD COLUMN passwords_valid_from bigint NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN tokens_valid_from bigint NOT NULL DEFAULT 0;
