//! Tags of code page 13, `Ping` (MS-ASWBXML).

tags! { page 13;
    PING = 0x05,
    AUTD_STATE = 0x06,
    STATUS = 0x07,
    HEARTBEAT_INTERVAL = 0x08,
    FOLDERS = 0x09,
    FOLDER = 0x0A,
    ID = 0x0B,
    CLASS = 0x0C,
    MAX_FOLDERS = 0x0D,
}
