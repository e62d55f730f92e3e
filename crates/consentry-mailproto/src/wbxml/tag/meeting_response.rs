//! Tags of code page 8, `MeetingResponse` (MS-ASWBXML).

tags! { page 8;
    CALENDAR_ID = 0x05,
    COLLECTION_ID = 0x06,
    MEETING_RESPONSE = 0x07,
    REQUEST_ID = 0x08,
    REQUEST = 0x09,
    RESULT = 0x0A,
    STATUS = 0x0B,
    USER_RESPONSE = 0x0C,
    INSTANCE_ID = 0x0E,
    PROPOSED_START_TIME = 0x10,
    PROPOSED_END_TIME = 0x11,
    SEND_RESPONSE = 0x12,
}
