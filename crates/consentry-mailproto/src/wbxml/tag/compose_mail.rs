//! Tags of code page 21, `ComposeMail` (MS-ASWBXML).

tags! { page 21;
    SEND_MAIL = 0x05,
    SMART_FORWARD = 0x06,
    SMART_REPLY = 0x07,
    SAVE_IN_SENT_ITEMS = 0x08,
    REPLACE_MIME = 0x09,
    SOURCE = 0x0B,
    FOLDER_ID = 0x0C,
    ITEM_ID = 0x0D,
    LONG_ID = 0x0E,
    INSTANCE_ID = 0x0F,
    MIME = 0x10,
    CLIENT_ID = 0x11,
    STATUS = 0x12,
    ACCOUNT_ID = 0x13,
    FORWARDEES = 0x15,
    FORWARDEE = 0x16,
    NAME = 0x17,
    EMAIL = 0x18,
}
