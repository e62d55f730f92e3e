//! The status codes that all commands share (MS-ASCMD 2.2.2).

use super::codes::codes;

codes! {
    /// Why a command was refused, whichever command it was.
    pub enum CommonStatus {
        /// The body is not what the command wants.
        InvalidContent = 101,
        /// The body is no valid WBXML.
        InvalidWbxml = 102,
        /// The body does not follow the schema.
        InvalidXml = 103,
        /// A date or time cannot be read.
        InvalidDateTime = 104,
        /// Ids that exclude each other.
        InvalidCombinationOfIds = 105,
        /// An id is not valid.
        InvalidIds = 106,
        /// The mail is no valid MIME.
        InvalidMime = 107,
        /// The device id is missing or not valid.
        DeviceIdMissingOrInvalid = 108,
        /// The device type is missing or not valid.
        DeviceTypeMissingOrInvalid = 109,
        /// The server failed; the client does not try again.
        ServerError = 110,
        /// The server failed; the client tries again later.
        ServerErrorRetryLater = 111,
        /// The directory refuses access.
        ActiveDirectoryAccessDenied = 112,
        /// The mailbox is full.
        MailboxQuotaExceeded = 113,
        /// The mailbox server cannot be reached.
        MailboxServerOffline = 114,
        /// The sending quota is used up.
        SendQuotaExceeded = 115,
        /// A recipient is unknown.
        MessageRecipientUnresolved = 116,
        /// The message must not be answered.
        MessageReplyNotAllowed = 117,
        /// The message was sent before, under the same client id.
        MessagePreviouslySent = 118,
        /// The message has no recipient.
        MessageHasNoRecipient = 119,
        /// The message could not be submitted.
        MailSubmissionFailed = 120,
        /// The answer could not be built.
        MessageReplyFailed = 121,
        /// An attachment is too large.
        AttachmentIsTooLarge = 122,
        /// The user has no mailbox.
        UserHasNoMailbox = 123,
        /// The user must not be anonymous.
        UserCannotBeAnonymous = 124,
        /// The user was not found.
        UserPrincipalCouldNotBeFound = 125,
        /// ActiveSync is off for the user.
        UserDisabledForSync = 126,
        /// The mailbox lives on a newer server.
        UserOnNewMailboxCannotSync = 127,
        /// The mailbox lives on an older server.
        UserOnLegacyMailboxCannotSync = 128,
        /// The device is blocked.
        DeviceIsBlockedForThisUser = 129,
        /// Access is denied.
        AccessDenied = 130,
        /// The account is disabled.
        AccountDisabled = 131,
        /// The sync state is lost; the client starts again.
        SyncStateNotFound = 132,
        /// The sync state is in use.
        SyncStateLocked = 133,
        /// The sync state is damaged; the client starts again.
        SyncStateCorrupt = 134,
        /// The sync state exists already.
        SyncStateAlreadyExists = 135,
        /// The sync state is of another version.
        SyncStateVersionInvalid = 136,
        /// The command is not supported.
        CommandNotSupported = 137,
        /// The protocol version is not supported.
        VersionNotSupported = 138,
        /// The device cannot apply the whole policy.
        DeviceNotFullyProvisionable = 139,
        /// The device is to be wiped.
        RemoteWipeRequested = 140,
        /// A device without policies meets a strict policy.
        LegacyDeviceOnStrictPolicy = 141,
        /// The device has no policy key yet.
        DeviceNotProvisioned = 142,
        /// The policy changed.
        PolicyRefresh = 143,
        /// The policy key is not the current one.
        InvalidPolicyKey = 144,
        /// Devices under other management are not allowed.
        ExternallyManagedDevicesNotAllowed = 145,
        /// The appointment does not recur.
        NoRecurrenceInCalendar = 146,
        /// The item has another class.
        UnexpectedItemClass = 147,
        /// The remote server has no TLS.
        RemoteServerHasNoSsl = 148,
        /// The stored request is not valid; the client sends it in full.
        InvalidStoredRequest = 149,
        /// The item was not found.
        ItemNotFound = 150,
        /// There are too many folders.
        TooManyFolders = 151,
        /// There are no folders.
        NoFoldersFound = 152,
        /// Items were lost after a move.
        ItemsLostAfterMove = 153,
        /// A move failed.
        FailureInMoveOperation = 154,
        /// Such a move must not be permanent.
        MoveCommandDisallowedForNonPersistentMoveAction = 155,
        /// The destination of a move is not valid.
        MoveCommandInvalidDestinationFolder = 156,
        /// Free-busy data: too many recipients.
        AvailabilityTooManyRecipients = 160,
        /// Free-busy data: the distribution list is too long.
        AvailabilityDistributionListLimitReached = 161,
        /// Free-busy data: failed for now.
        AvailabilityTransientFailure = 162,
        /// Free-busy data: failed.
        AvailabilityFailure = 163,
        /// A body part of this type is not supported.
        BodyPartPreferenceTypeNotSupported = 164,
        /// Device information has to be sent first.
        DeviceInformationRequired = 165,
        /// The account id is not valid.
        InvalidAccountId = 166,
        /// The account must not send.
        AccountSendDisabled = 167,
        /// Rights management is off.
        IrmFeatureDisabled = 168,
        /// Rights management failed for now.
        IrmTransientError = 169,
        /// Rights management failed.
        IrmPermanentError = 170,
        /// The rights template is not valid.
        IrmInvalidTemplateId = 171,
        /// Rights management forbids the operation.
        IrmOperationNotPermitted = 172,
        /// There is no picture.
        NoPicture = 173,
        /// The picture is too large.
        PictureTooLarge = 174,
        /// Enough pictures were sent.
        PictureLimitReached = 175,
        /// The conversation is too large for a body part.
        BodyPartConversationTooLarge = 176,
        /// The user has too many devices.
        MaximumDevicesReached = 177,
    }
}
