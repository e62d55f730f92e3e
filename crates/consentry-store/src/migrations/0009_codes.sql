-- Authorization codes by their hash. A redeemed one stays until it is pruned, so that a second
-- redemption is seen as what it is.
CREATE TABLE codes (
    hash bytea NOT NULL PRIMARY KEY,
    tenant text NOT NULL,
    app text NOT NULL,
    user_id text NOT NULL,
    redirect text NOT NULL,
    challenge text,
    nonce text,
    wanted text NOT NULL,
    family text NOT NULL,
    session text NOT NULL,
    authenticated_at bigint NOT NULL,
    amr text NOT NULL,
    issued_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    redeemed_at bigint
);
CREATE INDEX codes_by_end ON codes (expires_at);
