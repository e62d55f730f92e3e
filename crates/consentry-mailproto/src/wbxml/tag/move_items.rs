//! Tags of code page 5, `Move` (MS-ASWBXML).

tags! { page 5;
    MOVE_ITEMS = 0x05,
    MOVE = 0x06,
    SRC_MSG_ID = 0x07,
    SRC_FLD_ID = 0x08,
    DST_FLD_ID = 0x09,
    RESPONSE = 0x0A,
    STATUS = 0x0B,
    DST_MSG_ID = 0x0C,
}
