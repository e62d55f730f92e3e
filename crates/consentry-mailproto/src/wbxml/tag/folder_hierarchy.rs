//! Tags of code page 7, `FolderHierarchy` (MS-ASWBXML).

tags! { page 7;
    FOLDERS = 0x05,
    FOLDER = 0x06,
    DISPLAY_NAME = 0x07,
    SERVER_ID = 0x08,
    PARENT_ID = 0x09,
    TYPE = 0x0A,
    STATUS = 0x0C,
    CHANGES = 0x0E,
    ADD = 0x0F,
    DELETE = 0x10,
    UPDATE = 0x11,
    SYNC_KEY = 0x12,
    FOLDER_CREATE = 0x13,
    FOLDER_DELETE = 0x14,
    FOLDER_UPDATE = 0x15,
    FOLDER_SYNC = 0x16,
    COUNT = 0x17,
    VERSION = 0x18,
}
