-- Refresh tokens by their hash, in families born of one authorization.
CREATE TABLE refresh_tokens (
    hash bytea NOT NULL PRIMARY KEY,
    family text NOT NULL,
    tenant text NOT NULL,
    app text NOT NULL,
    user_id text NOT NULL,
    platform text NOT NULL,
    session text,
    ceiling text NOT NULL,
    authenticated_at bigint NOT NULL,
    amr text NOT NULL,
    issued_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    family_started_at bigint NOT NULL,
    predecessor bytea,
    state text NOT NULL,
    redeemed_at bigint
);
CREATE INDEX refresh_tokens_by_family ON refresh_tokens (family);
CREATE INDEX refresh_tokens_by_predecessor ON refresh_tokens (predecessor);
CREATE INDEX refresh_tokens_by_end ON refresh_tokens (expires_at);

-- Families that were ended by force. A row of its own, since it must also hold for the access
-- tokens of the family and for a refresh token that is being written at the same moment.
CREATE TABLE ended_families (
    family text NOT NULL PRIMARY KEY,
    ended_at bigint NOT NULL
);
CREATE INDEX ended_families_by_end ON ended_families (ended_at);
