-- A forgotten password: who asked, answered alike whether the account is known or not, and the
-- links that went out for those that are, as their hash. A link ends once.
CREATE TABLE password_asks (
    id text NOT NULL PRIMARY KEY,
    account text NOT NULL,
    address text NOT NULL,
    asked_at bigint NOT NULL,
    done_at bigint
);
CREATE INDEX password_asks_waiting ON password_asks (done_at, asked_at);
CREATE INDEX password_asks_from ON password_asks (address, asked_at);

CREATE TABLE password_links (
    hash bytea NOT NULL PRIMARY KEY,
    tenant text NOT NULL,
    user_id text NOT NULL,
    made_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    ended_at bigint
);
CREATE INDEX password_links_of_user ON password_links (user_id, made_at);
CREATE INDEX password_links_by_end ON password_links (expires_at);
