-- Sign-in transactions: from the authorization request to its answer, bound to one browser.
CREATE TABLE transactions (
    id text NOT NULL PRIMARY KEY,
    tenant text,
    request text NOT NULL,
    stage text NOT NULL,
    binding_hash bytea NOT NULL,
    user_id text,
    proved_at bigint,
    state text NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE INDEX transactions_by_end ON transactions (expires_at);
