//! A mail's fields, ItemOperations, Search, and sending.

use super::super::item_operations::{
    self, Content, FetchResponse, Operation, OperationResponse, Properties, Range, Source,
};
use super::super::search::{self, Found, GalEntry, MailboxQuery, Query, StoreStatus};
use super::super::{send_mail, smart};
use super::*;
use crate::client;
use crate::wbxml::tag;

fn fetched(properties: Properties) -> item_operations::Response {
    let source = match properties {
        Properties::Email(_) => Source::Item { collection_id: id("5"), server_id: id("5:12") },
        Properties::Attachment { .. } => Source::FileReference("5:12:1".into()),
    };
    item_operations::Response {
        status: item_operations::Status::Success,
        operations: vec![OperationResponse::Fetch(FetchResponse {
            status: item_operations::Status::Success,
            source,
            properties: Some(properties),
        })],
    }
}

#[test]
fn every_field_of_a_mail() {
    insta::assert_snapshot!(show(&fetched(Properties::Email(Box::new(full_email())))), @r#"
    <ItemOperations:ItemOperations>
      <Status>1</Status>
      <Response>
        <Fetch>
          <Status>1</Status>
          <AirSync:CollectionId>5</AirSync:CollectionId>
          <AirSync:ServerId>5:12</AirSync:ServerId>
          <AirSync:Class>Email</AirSync:Class>
          <Properties>
            <Email:To>"Adele" &lt;adele@contoso.example></Email:To>
            <Email:Cc>megan@contoso.example</Email:Cc>
            <Email:From>"Sam" &lt;sam@tailspin.example></Email:From>
            <Email:ReplyTo>reply@tailspin.example</Email:ReplyTo>
            <Email:Subject>Re: Grüße &amp; &lt;mehr></Email:Subject>
            <Email:DateReceived>2026-11-22T08:13:14.056Z</Email:DateReceived>
            <Email:DisplayTo>Adele</Email:DisplayTo>
            <Email:ThreadTopic>Grüße &amp; &lt;mehr></Email:ThreadTopic>
            <Email:Importance>2</Email:Importance>
            <Email:Read>0</Email:Read>
            <AirSyncBase:Attachments>
              <Attachment>
                <DisplayName>plan.pdf</DisplayName>
                <FileReference>5:12:1</FileReference>
                <Method>1</Method>
                <EstimatedDataSize>1024</EstimatedDataSize>
                <ContentId>plan@tailspin.example</ContentId>
                <IsInline>1</IsInline>
              </Attachment>
            </AirSyncBase:Attachments>
            <AirSyncBase:Body>
              <Type>1</Type>
              <EstimatedDataSize>5000</EstimatedDataSize>
              <Truncated>1</Truncated>
              <Data>Hallo&#13;&#10;</Data>
              <Preview>Hallo</Preview>
            </AirSyncBase:Body>
            <Email:MessageClass>IPM.Note</Email:MessageClass>
            <Email:InternetCPID>65001</Email:InternetCPID>
            <Email:Flag>
              <Status>2</Status>
              <FlagType>for Follow Up</FlagType>
              <Tasks:UtcDueDate>2026-11-24T00:00:00.000Z</Tasks:UtcDueDate>
              <Tasks:ReminderSet>0</Tasks:ReminderSet>
            </Email:Flag>
            <Email:ContentClass>urn:content-classes:message</Email:ContentClass>
            <AirSyncBase:NativeBodyType>2</AirSyncBase:NativeBodyType>
            <Email2:ConversationId>[opaque 16: ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab]</Email2:ConversationId>
            <Email2:ConversationIndex>[opaque 5: 01 02 03 04 05]</Email2:ConversationIndex>
            <Email:Categories>
              <Category>Blue</Category>
              <Category>Red</Category>
            </Email:Categories>
            <Email2:Sender>office@tailspin.example</Email2:Sender>
            <Email2:ReceivedAsBcc>1</Email2:ReceivedAsBcc>
            <Email2:LastVerbExecuted>2</Email2:LastVerbExecuted>
            <Email2:LastVerbExecutionTime>2026-11-22T09:00:00.000Z</Email2:LastVerbExecutionTime>
            <Email2:Bcc>tess@tailspin.example</Email2:Bcc>
            <Email2:IsDraft>0</Email2:IsDraft>
          </Properties>
        </Fetch>
      </Response>
    </ItemOperations:ItemOperations>
    "#);
}

#[test]
fn a_version_does_not_get_what_it_does_not_know() {
    let old = full_email().limited_to(Version::V14_1);
    assert_eq!((old.bcc, old.is_draft), (None, None));
    assert_eq!(full_email().limited_to(Version::V16_0), full_email());
}

#[test]
fn a_cleared_flag_is_an_empty_element() {
    let mail = Email { flag: Some(Flag::new(FlagStatus::Cleared)), ..Email::default() };
    let shown = show(&fetched(Properties::Email(Box::new(mail))));
    assert!(shown.contains("<Email:Flag/>"), "{shown}");
}

#[test]
fn item_operations_requests() {
    let preference = BodyPreference {
        truncation_size: Some(10_000),
        all_or_none: true,
        ..BodyPreference::whole(BodyType::Mime)
    };
    insta::assert_snapshot!(show(&client::fetch_item(id("5"), id("5:12"), preference)), @r"
    <ItemOperations:ItemOperations>
      <Fetch>
        <Store>Mailbox</Store>
        <AirSync:CollectionId>5</AirSync:CollectionId>
        <AirSync:ServerId>5:12</AirSync:ServerId>
        <Options>
          <AirSync:MIMESupport>2</AirSync:MIMESupport>
          <AirSyncBase:BodyPreference>
            <Type>4</Type>
            <TruncationSize>10000</TruncationSize>
            <AllOrNone>1</AllOrNone>
          </AirSyncBase:BodyPreference>
        </Options>
      </Fetch>
    </ItemOperations:ItemOperations>
    ");
    insta::assert_snapshot!(show(&client::fetch_attachment("5:12:1")), @r"
    <ItemOperations:ItemOperations>
      <Fetch>
        <Store>Mailbox</Store>
        <AirSyncBase:FileReference>5:12:1</AirSyncBase:FileReference>
      </Fetch>
    </ItemOperations:ItemOperations>
    ");
    let others = item_operations::Request {
        operations: vec![
            Operation::EmptyFolderContents { collection_id: id("4"), delete_sub_folders: true },
            Operation::Move { conversation_id: vec![7; 16], to: id("9"), always: false },
        ],
    };
    insta::assert_snapshot!(show(&others), @r"
    <ItemOperations:ItemOperations>
      <EmptyFolderContents>
        <AirSync:CollectionId>4</AirSync:CollectionId>
        <Options>
          <DeleteSubFolders/>
        </Options>
      </EmptyFolderContents>
      <Move>
        <ConversationId>[opaque 16: 07 07 07 07 07 07 07 07 07 07 07 07 07 07 07 07]</ConversationId>
        <DstFldId>9</DstFldId>
      </Move>
    </ItemOperations:ItemOperations>
    ");
}

#[test]
fn mime_is_raw_bytes() {
    let mime = b"Subject: \0\xFF\r\n\r\n".to_vec();
    let body = Body {
        kind: BodyType::Mime,
        estimated_data_size: Some(15),
        truncated: false,
        data: Some(BodyData::Bytes(mime)),
        preview: None,
    };
    let mail = Email { body: Some(body), ..Email::default() };
    insta::assert_snapshot!(show(&fetched(Properties::Email(Box::new(mail)))), @r"
    <ItemOperations:ItemOperations>
      <Status>1</Status>
      <Response>
        <Fetch>
          <Status>1</Status>
          <AirSync:CollectionId>5</AirSync:CollectionId>
          <AirSync:ServerId>5:12</AirSync:ServerId>
          <AirSync:Class>Email</AirSync:Class>
          <Properties>
            <AirSyncBase:Body>
              <Type>4</Type>
              <EstimatedDataSize>15</EstimatedDataSize>
              <Data>[opaque 15: 53 75 62 6a 65 63 74 3a 20 00 ff 0d 0a 0d 0a]</Data>
            </AirSyncBase:Body>
          </Properties>
        </Fetch>
      </Response>
    </ItemOperations:ItemOperations>
    ");
}

#[test]
fn attachments_are_base64_text_or_a_part() {
    let attachment = |content, range, total| Properties::Attachment {
        content_type: "application/pdf".into(),
        range,
        total,
        content,
    };
    let inline = attachment(Content::Inline(b"\0\xFFpdf".to_vec()), None, None);
    insta::assert_snapshot!(show(&fetched(inline)), @r"
    <ItemOperations:ItemOperations>
      <Status>1</Status>
      <Response>
        <Fetch>
          <Status>1</Status>
          <AirSyncBase:FileReference>5:12:1</AirSyncBase:FileReference>
          <Properties>
            <AirSyncBase:ContentType>application/pdf</AirSyncBase:ContentType>
            <Data>AP9wZGY=</Data>
          </Properties>
        </Fetch>
      </Response>
    </ItemOperations:ItemOperations>
    ");
    let range = Range { first: 0, last: 9 };
    let part = attachment(Content::Part(1), Some(range), Some(1024));
    insta::assert_snapshot!(show(&fetched(part)), @r"
    <ItemOperations:ItemOperations>
      <Status>1</Status>
      <Response>
        <Fetch>
          <Status>1</Status>
          <AirSyncBase:FileReference>5:12:1</AirSyncBase:FileReference>
          <Properties>
            <Range>0-9</Range>
            <Total>1024</Total>
            <AirSyncBase:ContentType>application/pdf</AirSyncBase:ContentType>
            <Part>1</Part>
          </Properties>
        </Fetch>
      </Response>
    </ItemOperations:ItemOperations>
    ");
}

#[test]
fn item_operations_failures() {
    let response = item_operations::Response {
        status: item_operations::Status::Success,
        operations: vec![
            OperationResponse::Fetch(FetchResponse {
                status: item_operations::Status::InvalidAttachment,
                source: Source::FileReference("9".into()),
                properties: None,
            }),
            OperationResponse::EmptyFolderContents {
                status: item_operations::Status::ObjectNotFound,
                collection_id: id("4"),
            },
            OperationResponse::Move {
                status: item_operations::Status::MoveNotSupported,
                conversation_id: vec![1],
            },
        ],
    };
    insta::assert_snapshot!(show(&response), @r"
    <ItemOperations:ItemOperations>
      <Status>1</Status>
      <Response>
        <Fetch>
          <Status>15</Status>
          <AirSyncBase:FileReference>9</AirSyncBase:FileReference>
        </Fetch>
        <EmptyFolderContents>
          <Status>6</Status>
          <AirSync:CollectionId>4</AirSync:CollectionId>
        </EmptyFolderContents>
        <Move>
          <Status>156</Status>
          <ConversationId>[opaque 1: 01]</ConversationId>
        </Move>
      </Response>
    </ItemOperations:ItemOperations>
    ");
    let nothing = Element::new(tag::item_operations::ITEM_OPERATIONS);
    let want = "`ItemOperations:ItemOperations` has no `ItemOperations:Fetch`";
    assert_eq!(refuse::<item_operations::Request>(&nothing), want);
}

#[test]
fn ranges() {
    assert_eq!("0-99".parse(), Ok(Range { first: 0, last: 99 }));
    for bad in ["", "5", "9-0", "a-b", "-1", "0-4294967296"] {
        assert!(bad.parse::<Range>().is_err(), "{bad}");
    }
}

#[test]
fn search_in_the_mailbox() {
    let request = search::Request {
        query: Query::Mailbox(MailboxQuery {
            class: Some(sync::Class::Email),
            collections: vec![id("5")],
            free_text: Some("plan".into()),
        }),
        range: Some(Range { first: 0, last: 99 }),
        deep_traversal: true,
        rebuild_results: true,
        body_preferences: vec![BodyPreference::whole(BodyType::Text)],
    };
    insta::assert_snapshot!(show(&request), @r"
    <Search:Search>
      <Store>
        <Name>Mailbox</Name>
        <Query>
          <And>
            <AirSync:Class>Email</AirSync:Class>
            <AirSync:CollectionId>5</AirSync:CollectionId>
            <FreeText>plan</FreeText>
          </And>
        </Query>
        <Options>
          <RebuildResults/>
          <DeepTraversal/>
          <Range>0-99</Range>
          <AirSyncBase:BodyPreference>
            <Type>1</Type>
          </AirSyncBase:BodyPreference>
        </Options>
      </Store>
    </Search:Search>
    ");
    let response = search::Response::Found {
        status: StoreStatus::Success,
        results: vec![Found::Email {
            long_id: "5:12".into(),
            collection_id: id("5"),
            item: Box::new(Email { subject: Some("The plan".into()), ..Email::default() }),
        }],
        range: Some(Range { first: 0, last: 0 }),
        total: Some(1),
    };
    insta::assert_snapshot!(show(&response), @r"
    <Search:Search>
      <Status>1</Status>
      <Response>
        <Store>
          <Status>1</Status>
          <Result>
            <AirSync:Class>Email</AirSync:Class>
            <LongId>5:12</LongId>
            <AirSync:CollectionId>5</AirSync:CollectionId>
            <Properties>
              <Email:Subject>The plan</Email:Subject>
            </Properties>
          </Result>
          <Range>0-0</Range>
          <Total>1</Total>
        </Store>
      </Response>
    </Search:Search>
    ");
}

#[test]
fn search_in_the_address_list() {
    let request = search::Request {
        query: Query::Gal("meg".into()),
        range: None,
        deep_traversal: false,
        rebuild_results: false,
        body_preferences: Vec::new(),
    };
    insta::assert_snapshot!(show(&request), @r"
    <Search:Search>
      <Store>
        <Name>GAL</Name>
        <Query>meg</Query>
      </Store>
    </Search:Search>
    ");
    let found = |results| search::Response::Found {
        status: StoreStatus::Success,
        results,
        range: None,
        total: None,
    };
    let megan = GalEntry {
        display_name: Some("Megan Bowen".into()),
        email_address: Some("megan@contoso.example".into()),
        ..GalEntry::default()
    };
    insta::assert_snapshot!(show(&found(vec![Found::Gal(megan)])), @r"
    <Search:Search>
      <Status>1</Status>
      <Response>
        <Store>
          <Status>1</Status>
          <Result>
            <Properties>
              <GAL:DisplayName>Megan Bowen</GAL:DisplayName>
              <GAL:EmailAddress>megan@contoso.example</GAL:EmailAddress>
            </Properties>
          </Result>
        </Store>
      </Response>
    </Search:Search>
    ");
    insta::assert_snapshot!(show(&found(Vec::new())), @r"
    <Search:Search>
      <Status>1</Status>
      <Response>
        <Store>
          <Status>1</Status>
          <Result/>
        </Store>
      </Response>
    </Search:Search>
    ");
    let failure = search::Response::Failure(search::Status::ServerError);
    insta::assert_snapshot!(show(&failure), @r"
    <Search:Search>
      <Status>3</Status>
    </Search:Search>
    ");
}

#[test]
fn search_in_an_unknown_store() {
    let store = Element::new(tag::search::STORE)
        .with_text(tag::search::NAME, "Elsewhere")
        .with_text(tag::search::QUERY, "x");
    let root = Element::new(tag::search::SEARCH).with(store);
    let want = "`Search:Name` has a value that it cannot have";
    assert_eq!(refuse::<search::Request>(&root), want);
}

#[test]
fn send_mail() {
    let request = client::send(id("c1"), b"To: tess\r\n\r\nHallo \0\xFF".to_vec());
    insta::assert_snapshot!(show(&request), @r"
    <ComposeMail:SendMail>
      <ClientId>c1</ClientId>
      <SaveInSentItems/>
      <Mime>[opaque 20]</Mime>
    </ComposeMail:SendMail>
    ");
    let failure = send_mail::Failure { status: CommonStatus::MessageHasNoRecipient };
    insta::assert_snapshot!(show(&failure), @r"
    <ComposeMail:SendMail>
      <Status>119</Status>
    </ComposeMail:SendMail>
    ");
    assert_eq!(client::read_sent(&[]), Ok(None));
    let told = client::read_sent(&failure.to_wbxml());
    assert_eq!(told, Ok(Some(CommonStatus::MessageHasNoRecipient)));
}

#[test]
fn smart_reply_and_forward() {
    let reply = smart::Request {
        kind: smart::Kind::Reply,
        client_id: id("c2"),
        account_id: None,
        save_in_sent_items: true,
        replace_mime: true,
        source: smart::Source::Item { folder_id: id("5"), item_id: id("5:12"), instance_id: None },
        mime: b"x".to_vec(),
    };
    assert_eq!(smart::Request::from_element(&reply.to_element()).as_ref(), Ok(&reply));
    insta::assert_snapshot!(reply.to_element().to_debug_xml(), @r"
    <ComposeMail:SmartReply>
      <ClientId>c2</ClientId>
      <Source>
        <FolderId>5</FolderId>
        <ItemId>5:12</ItemId>
      </Source>
      <SaveInSentItems/>
      <ReplaceMime/>
      <Mime>[opaque 1: 78]</Mime>
    </ComposeMail:SmartReply>
    ");
    let forward = smart::Request {
        kind: smart::Kind::Forward,
        source: smart::Source::LongId("5:12".into()),
        ..reply
    };
    assert_eq!(smart::Request::from_element(&forward.to_element()).as_ref(), Ok(&forward));
    let failure = smart::Failure { kind: smart::Kind::Forward, status: CommonStatus::ItemNotFound };
    assert_eq!(smart::Failure::from_element(&failure.to_element()), Ok(failure));
    let other = Element::new(tag::ping::PING);
    assert!(smart::Request::from_element(&other).is_err());
}
