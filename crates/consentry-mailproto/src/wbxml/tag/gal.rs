//! Tags of code page 16, `GAL` (MS-ASWBXML).

tags! { page 16;
    DISPLAY_NAME = 0x05,
    PHONE = 0x06,
    OFFICE = 0x07,
    TITLE = 0x08,
    COMPANY = 0x09,
    ALIAS = 0x0A,
    FIRST_NAME = 0x0B,
    LAST_NAME = 0x0C,
    HOME_PHONE = 0x0D,
    MOBILE_PHONE = 0x0E,
    EMAIL_ADDRESS = 0x0F,
    PICTURE = 0x10,
    STATUS = 0x11,
    DATA = 0x12,
}
