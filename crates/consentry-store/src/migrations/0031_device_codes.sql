-- Where the device code grant is open: for an application in a tenant, until a moment or without
-- end.
CREATE TABLE device_grants (
    tenant text NOT NULL,
    app text NOT NULL,
    until_at bigint,
    PRIMARY KEY (tenant, app)
);

-- Device codes by their hash; what the person types is a hash as well. `address` is where the code
-- was asked for.
CREATE TABLE device_codes (
    hash bytea NOT NULL PRIMARY KEY,
    user_code bytea NOT NULL UNIQUE,
    tenant text,
    app text NOT NULL,
    wanted text NOT NULL,
    address text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    pause bigint NOT NULL,
    polled_at bigint NOT NULL,
    state text NOT NULL,
    approval text
);
CREATE INDEX device_codes_by_end ON device_codes (expires_at);

-- Wrong guesses of user codes, by the hash of a browser or an address.
CREATE TABLE user_code_guesses (
    who bytea NOT NULL PRIMARY KEY,
    wrong bigint NOT NULL,
    ends_at bigint NOT NULL
);
CREATE INDEX user_code_guesses_by_end ON user_code_guesses (ends_at);
