//! Tags of code page 6, `GetItemEstimate` (MS-ASWBXML).

tags! { page 6;
    GET_ITEM_ESTIMATE = 0x05,
    COLLECTIONS = 0x07,
    COLLECTION = 0x08,
    CLASS = 0x09,
    COLLECTION_ID = 0x0A,
    ESTIMATE = 0x0C,
    RESPONSE = 0x0D,
    STATUS = 0x0E,
}
