-- Wrong passwords, counted by account and by kind of network, over all doors and nodes. Accounts
-- stand under a keyed hash of tenant and name, so that names which do not exist are counted like
-- those which do. The last three wrong passwords stand as keyed hashes with the account and what
-- it was compared with, so that they die with the password; they are not counted again for a day.
CREATE TABLE lockouts (
    account bytea NOT NULL,
    network text NOT NULL,
    failures bigint NOT NULL,
    locked_until bigint NOT NULL,
    failed_at bigint NOT NULL,
    wrong_1 bytea NOT NULL,
    wrong_1_at bigint NOT NULL,
    wrong_2 bytea NOT NULL,
    wrong_2_at bigint NOT NULL,
    wrong_3 bytea NOT NULL,
    wrong_3_at bigint NOT NULL,
    PRIMARY KEY (account, network)
);
CREATE INDEX lockouts_failed ON lockouts (failed_at);

-- From where somebody signed in with the right password.
CREATE TABLE familiar_networks (
    account bytea NOT NULL,
    network text NOT NULL,
    seen_at bigint NOT NULL,
    PRIMARY KEY (account, network)
);
CREATE INDEX familiar_networks_seen ON familiar_networks (seen_at);
