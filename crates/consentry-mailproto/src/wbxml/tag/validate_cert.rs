//! Tags of code page 11, `ValidateCert` (MS-ASWBXML).

tags! { page 11;
    VALIDATE_CERT = 0x05,
    CERTIFICATES = 0x06,
    CERTIFICATE = 0x07,
    CERTIFICATE_CHAIN = 0x08,
    CHECK_CRL = 0x09,
    STATUS = 0x0A,
}
