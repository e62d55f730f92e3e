-- Who tried which wrong password from where, for ten minutes: one password for many accounts, or
-- many accounts from one address. `subject` is the keyed hash of the password, or the address.
CREATE TABLE password_tries (
    kind text NOT NULL,
    subject text NOT NULL,
    account bytea NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (kind, subject, account)
);
CREATE INDEX password_tries_at ON password_tries (at);

-- Addresses whose passwords are not looked at for a while, on every node.
CREATE TABLE held_addresses (
    address text NOT NULL PRIMARY KEY,
    until_at bigint NOT NULL
);
CREATE INDEX held_addresses_until ON held_addresses (until_at);
