//! Provision and Settings.

use super::super::provision::{self, Acknowledgement, PasswordPolicy, Policy, PolicyResponse};
use super::super::settings::{self, Account, Audience, Oof, OofMessage, OofRequest, OofResponse};
use super::*;
use crate::client;
use crate::wbxml::tag;

fn device() -> DeviceInformation {
    DeviceInformation {
        model: Some("iPhone8C4".into()),
        friendly_name: Some("iPhone SE".into()),
        os: Some("iOS 11.2.6 15D100".into()),
        os_language: Some("de-DE".into()),
        user_agent: Some("iOS/11.2.6 (15D100) dataaccessd/1.0".into()),
        ..DeviceInformation::default()
    }
}

#[test]
fn provision_requests() {
    insta::assert_snapshot!(show(&client::fetch_policy(device())), @r"
    <Provision:Provision>
      <Settings:DeviceInformation>
        <Set>
          <Model>iPhone8C4</Model>
          <FriendlyName>iPhone SE</FriendlyName>
          <OS>iOS 11.2.6 15D100</OS>
          <OSLanguage>de-DE</OSLanguage>
          <UserAgent>iOS/11.2.6 (15D100) dataaccessd/1.0</UserAgent>
        </Set>
      </Settings:DeviceInformation>
      <Policies>
        <Policy>
          <PolicyType>MS-EAS-Provisioning-WBXML</PolicyType>
        </Policy>
      </Policies>
    </Provision:Provision>
    ");
    insta::assert_snapshot!(show(&client::acknowledge_policy(77)), @r"
    <Provision:Provision>
      <Policies>
        <Policy>
          <PolicyType>MS-EAS-Provisioning-WBXML</PolicyType>
          <PolicyKey>77</PolicyKey>
          <Status>1</Status>
        </Policy>
      </Policies>
    </Provision:Provision>
    ");
    let wipe = provision::Request {
        remote_wipe: Some(provision::WipeStatus::Success),
        ..provision::Request::default()
    };
    insta::assert_snapshot!(show(&wipe), @r"
    <Provision:Provision>
      <RemoteWipe>
        <Status>1</Status>
      </RemoteWipe>
    </Provision:Provision>
    ");
}

fn response(policy: Option<Policy>) -> provision::Response {
    provision::Response {
        policy: Some(PolicyResponse {
            policy_type: provision::POLICY_TYPE.into(),
            status: provision::PolicyStatus::Success,
            key: Some(4_294_967_295),
            policy,
        }),
        ..provision::Response::new(provision::Status::Success)
    }
}

#[test]
fn provision_first_response() {
    let first = provision::Response {
        device_information: Some(provision::Status::Success),
        ..response(Some(Policy::default()))
    };
    insta::assert_snapshot!(show(&first), @r"
    <Provision:Provision>
      <Settings:DeviceInformation>
        <Status>1</Status>
      </Settings:DeviceInformation>
      <Status>1</Status>
      <Policies>
        <Policy>
          <PolicyType>MS-EAS-Provisioning-WBXML</PolicyType>
          <Status>1</Status>
          <PolicyKey>4294967295</PolicyKey>
          <Data>
            <EASProvisionDoc>
              <DevicePasswordEnabled>0</DevicePasswordEnabled>
              <AttachmentsEnabled>1</AttachmentsEnabled>
              <MaxAttachmentSize/>
              <RequireDeviceEncryption>0</RequireDeviceEncryption>
              <RequireManualSyncWhenRoaming>0</RequireManualSyncWhenRoaming>
              <AllowHTMLEmail>1</AllowHTMLEmail>
              <MaxEmailAgeFilter>0</MaxEmailAgeFilter>
              <UnapprovedInROMApplicationList/>
              <ApprovedApplicationList/>
            </EASProvisionDoc>
          </Data>
        </Policy>
      </Policies>
    </Provision:Provision>
    ");
}

#[test]
fn provision_with_a_password_policy() {
    let policy = Policy {
        password: Some(PasswordPolicy {
            alphanumeric: true,
            min_length: Some(6),
            max_inactivity: Some(900),
            max_failed_attempts: None,
            allow_simple: false,
            expiration: Some(90),
            history: 4,
        }),
        attachments_enabled: false,
        max_attachment_size: Some(1_000_000),
        require_device_encryption: true,
        ..Policy::default()
    };
    let shown = show(&response(Some(policy)));
    let settings = shown.lines().map(str::trim).filter(|line| !line.contains("Policy"));
    let settings = settings.skip_while(|line| !line.contains("DevicePasswordEnabled"));
    let settings: Vec<_> = settings.take_while(|line| !line.contains("</EAS")).collect();
    insta::assert_snapshot!(settings.join("\n"), @r"
    <DevicePasswordEnabled>1</DevicePasswordEnabled>
    <AlphanumericDevicePasswordRequired>1</AlphanumericDevicePasswordRequired>
    <AttachmentsEnabled>0</AttachmentsEnabled>
    <MinDevicePasswordLength>6</MinDevicePasswordLength>
    <MaxInactivityTimeDeviceLock>900</MaxInactivityTimeDeviceLock>
    <MaxDevicePasswordFailedAttempts/>
    <MaxAttachmentSize>1000000</MaxAttachmentSize>
    <AllowSimpleDevicePassword>0</AllowSimpleDevicePassword>
    <DevicePasswordExpiration>90</DevicePasswordExpiration>
    <DevicePasswordHistory>4</DevicePasswordHistory>
    <RequireDeviceEncryption>1</RequireDeviceEncryption>
    <RequireManualSyncWhenRoaming>0</RequireManualSyncWhenRoaming>
    <AllowHTMLEmail>1</AllowHTMLEmail>
    <MaxEmailAgeFilter>0</MaxEmailAgeFilter>
    <UnapprovedInROMApplicationList/>
    <ApprovedApplicationList/>
    ");
}

#[test]
fn provision_second_response_and_wipe() {
    insta::assert_snapshot!(show(&response(None)), @r"
    <Provision:Provision>
      <Status>1</Status>
      <Policies>
        <Policy>
          <PolicyType>MS-EAS-Provisioning-WBXML</PolicyType>
          <Status>1</Status>
          <PolicyKey>4294967295</PolicyKey>
        </Policy>
      </Policies>
    </Provision:Provision>
    ");
    let wipe = provision::Response {
        remote_wipe: true,
        ..provision::Response::new(provision::Status::Success)
    };
    insta::assert_snapshot!(show(&wipe), @r"
    <Provision:Provision>
      <Status>1</Status>
      <RemoteWipe/>
    </Provision:Provision>
    ");
}

#[test]
fn provision_acknowledgement_needs_a_status() {
    let policy = Element::new(tag::provision::POLICY)
        .with_text(tag::provision::POLICY_TYPE, provision::POLICY_TYPE)
        .with_number(tag::provision::POLICY_KEY, 5_u32);
    let request = |policy| {
        Element::new(tag::provision::PROVISION)
            .with(Element::new(tag::provision::POLICIES).with(policy))
    };
    let want = "`Provision:Policy` has no `Provision:Status`";
    assert_eq!(refuse::<provision::Request>(&request(policy.clone())), want);
    let bad = policy.with_number(tag::provision::STATUS, 9_u32);
    let want = "`Provision:Status` has a value that it cannot have";
    assert_eq!(refuse::<provision::Request>(&request(bad)), want);
    assert_eq!(Acknowledgement::from_code(4), Some(Acknowledgement::ManagedElsewhere));
}

#[test]
fn settings_request() {
    let request = settings::Request {
        oof: Some(OofRequest::Get { body_type: Some("Text".into()) }),
        device_information: Some(DeviceInformation {
            model: Some("iPhone8C4".into()),
            ..DeviceInformation::default()
        }),
        user_information: true,
        ..settings::Request::default()
    };
    insta::assert_snapshot!(show(&request), @r"
    <Settings:Settings>
      <Oof>
        <Get>
          <BodyType>Text</BodyType>
        </Get>
      </Oof>
      <DeviceInformation>
        <Set>
          <Model>iPhone8C4</Model>
        </Set>
      </DeviceInformation>
      <UserInformation>
        <Get/>
      </UserInformation>
    </Settings:Settings>
    ");
}

#[test]
fn settings_response() {
    let response = settings::Response {
        oof: Some(OofResponse { status: settings::Status::Success, oof: Some(Oof::disabled()) }),
        device_information: Some(settings::Status::Success),
        user_information: Some(settings::UserInformation {
            status: settings::Status::Success,
            accounts: vec![Account {
                user_display_name: Some("Adele Vance".into()),
                addresses: vec!["adele@contoso.example".into(), "av@contoso.example".into()],
                primary_address: Some("adele@contoso.example".into()),
                ..Account::default()
            }],
        }),
        ..settings::Response::new(settings::Status::Success)
    };
    insta::assert_snapshot!(show(&response), @r"
    <Settings:Settings>
      <Status>1</Status>
      <Oof>
        <Status>1</Status>
        <Get>
          <OofState>0</OofState>
        </Get>
      </Oof>
      <DeviceInformation>
        <Status>1</Status>
      </DeviceInformation>
      <UserInformation>
        <Status>1</Status>
        <Get>
          <Accounts>
            <Account>
              <UserDisplayName>Adele Vance</UserDisplayName>
              <EmailAddresses>
                <SmtpAddress>adele@contoso.example</SmtpAddress>
                <SmtpAddress>av@contoso.example</SmtpAddress>
                <PrimarySmtpAddress>adele@contoso.example</PrimarySmtpAddress>
              </EmailAddresses>
            </Account>
          </Accounts>
        </Get>
      </UserInformation>
    </Settings:Settings>
    ");
}

#[test]
fn settings_set_the_notice() {
    let oof = Oof {
        state: settings::OofState::TimeBased,
        start: Some(time("2026-12-20T00:00:00Z")),
        end: Some(time("2027-01-04T00:00:00Z")),
        messages: vec![OofMessage {
            audience: Audience::ExternalKnown,
            enabled: true,
            reply: Some("Away".into()),
            body_type: Some("Text".into()),
        }],
    };
    let request =
        settings::Request { oof: Some(OofRequest::Set(oof)), ..settings::Request::default() };
    insta::assert_snapshot!(show(&request), @r"
    <Settings:Settings>
      <Oof>
        <Set>
          <OofState>2</OofState>
          <StartTime>2026-12-20T00:00:00.000Z</StartTime>
          <EndTime>2027-01-04T00:00:00.000Z</EndTime>
          <OofMessage>
            <AppliesToExternalKnown/>
            <Enabled>1</Enabled>
            <ReplyMessage>Away</ReplyMessage>
            <BodyType>Text</BodyType>
          </OofMessage>
        </Set>
      </Oof>
    </Settings:Settings>
    ");
}
