-- What ActiveSync devices have seen. Keys count up and are never used again, so that a key from
-- before a restart at 0 is not mistaken for a new one.

CREATE TABLE eas_device (
    mailbox bigint NOT NULL REFERENCES mailbox (id),
    device text NOT NULL,
    kind text NOT NULL,
    first_seen bigint NOT NULL,
    last_seen bigint NOT NULL,
    policy_temporary bigint,
    policy_final bigint,
    info text NOT NULL,
    ping text,
    last_sync bytea,
    folder_counter bigint NOT NULL,
    folder_key bigint,
    folder_modseq bigint,
    folder_previous_key bigint,
    folder_previous_modseq bigint,
    PRIMARY KEY (mailbox, device)
);

-- `progress` and `previous_progress` say what the device has with the current key and with the
-- key before it; `options` is what the client asked for last.
CREATE TABLE eas_collection (
    mailbox bigint NOT NULL,
    device text NOT NULL,
    folder bigint NOT NULL,
    counter bigint NOT NULL,
    key bigint,
    progress text,
    previous_key bigint,
    previous_progress text,
    options text NOT NULL,
    PRIMARY KEY (mailbox, device, folder),
    FOREIGN KEY (mailbox, device) REFERENCES eas_device (mailbox, device) ON DELETE CASCADE
);

-- What a device has sent or added, by the id that it gave: a repeated request is not done twice.
CREATE TABLE eas_done (
    mailbox bigint NOT NULL REFERENCES mailbox (id),
    device text NOT NULL,
    folder bigint NOT NULL,
    client_id text NOT NULL,
    item bigint NOT NULL,
    done_at bigint NOT NULL,
    PRIMARY KEY (mailbox, device, folder, client_id)
);
CREATE INDEX eas_done_at ON eas_done (done_at);
