//! The banner: where everything is, who there is, and a line of curl for each step of a phone.
//!
//! The lines run as they are printed, in any shell that is bash.

use std::io;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use consentry_model::well_known;
use consentry_service::{
    CONTOSO, DEMO_CLI, DEMO_PASSWORD, DEMO_WEB, FABRIKAM, FJORD_MAIL, TAILSPIN, TENANTS,
};

use super::Started;
use crate::cli::Terminal;

/// FolderSync with key 0, as WBXML: the folders of a mailbox.
const FOLDER_SYNC: &str = r"\x03\x01\x6a\x00\x00\x07\x56\x52\x030\x00\x01\x01";
/// Provision, the first half: asks for the policy.
const ASK_POLICY: &str =
    r"\x03\x01\x6a\x00\x00\x0e\x45\x46\x47\x48\x03MS-EAS-Provisioning-WBXML\x00\x01\x01\x01\x01";
/// The second half: the device keeps to the policy of this key.
const KEEP_POLICY: &str = r"\x03\x01\x6a\x00\x00\x0e\x45\x46\x47\x48\x03MS-EAS-Provisioning-WBXML\x00\x01\x49\x03%s\x00\x01\x4b\x031\x00\x01\x01\x01\x01";
/// What every ActiveSync request with a body says about itself.
const WBXML: &str =
    "-H 'MS-ASProtocolVersion: 16.1' -H 'Content-Type: application/vnd.ms-sync.wbxml'";
/// What people are, behind their names.
const PEOPLE: [(&str, &str); 3] = [
    (
        "contoso.example",
        "megan (Global Administrator), grady (Cloud Application Administrator), adele,\n            \
         alex (in \"Mobile mail\"), diego, nestor (disabled)",
    ),
    ("fabrikam.example", "ada (Global Administrator), lee"),
    ("tailspin.example", "tess (Global Administrator), sam, kim (mailbox on premises)"),
];
const STATES: [&str; 3] = [
    "hardened; users may not consent; Basic allowed everywhere",
    "faithful; users may not consent; Basic allowed for EAS and SMTP",
    "hardened; users may consent; Basic off; mailboxes on premises unless the user says here",
];

/// Prints it.
pub(super) fn print(started: &Started, terminal: &mut Terminal) -> io::Result<()> {
    terminal.line(text(started))
}

fn text(started: &Started) -> String {
    let base = started.origin.as_str();
    let mut lines = vec![
        format!("Consentry demo at {base}"),
        String::new(),
        format!("  certificate authority  {}", started.ca_file.display()),
        format!("  data                   {}", started.data.display()),
        format!("  health and figures     http://{}", started.management),
        format!("  sample web application {base}/demo/web"),
    ];
    if started.lab {
        lines.push(format!("  lab                    {base}/lab/clock  {base}/lab/outbox"));
    }
    lines.extend([
        String::new(),
        format!("Everybody's password is {DEMO_PASSWORD}"),
        String::new(),
    ]);
    for ((tenant, state), (domain, people)) in TENANTS.iter().zip(STATES).zip(PEOPLE) {
        lines.push(format!("  {:<9} {}  {}", tenant.name, tenant.id, tenant.domain));
        lines.push(format!("            {state}"));
        lines.push(format!("            {people}"));
        for client in started.clients.iter().filter(|client| client.domain == domain) {
            let secret = client.secret.expose();
            lines.push(format!("            Directory Reader {} secret {secret}", client.id));
        }
    }
    lines.extend([
        String::new(),
        format!("  Apple Internet Accounts {}", well_known::APPLE),
        format!("  Demo CLI                {DEMO_CLI}"),
        format!("  Demo Web                {DEMO_WEB}"),
        format!("  Fjord Mail              {FJORD_MAIL}"),
        String::new(),
        "The way of a phone, step by step:".to_owned(),
    ]);
    for (title, line) in curl_lines(started) {
        lines.extend([String::new(), format!("  # {title}"), format!("  {line}")]);
    }
    lines.extend([
        String::new(),
        "A phone that does all of it, with the pages filled in:".to_owned(),
        String::new(),
        format!(
            "  echo '{DEMO_PASSWORD}' | '{}' phone sam@{} --server {base} --ca '{}' --password-stdin",
            started.program.display(),
            TAILSPIN.domain,
            started.ca_file.display()
        ),
        String::new(),
        "Ctrl-C ends the demo.".to_owned(),
    ]);
    lines.join("\n")
}

fn curl_lines(started: &Started) -> Vec<(&'static str, String)> {
    let base = started.origin.as_str();
    let curl = format!("curl -sS --cacert '{}'", started.ca_file.display());
    let autodiscover = |user: &str| {
        format!("'{base}/autodiscover/autodiscover.json?Email={user}&Protocol=ActiveSync'")
    };
    let eas = format!("{base}/Microsoft-Server-ActiveSync");
    let lee = format!("lee@{}", FABRIKAM.domain);
    let token = format!("{base}/{}/oauth2/v2.0/token", FABRIKAM.domain);
    let grant = format!(
        "{curl} '{token}' -d grant_type=password -d client_id={DEMO_CLI} -d username={lee} \
         -d password={} \
         -d scope=https://outlook.office365.com/EAS.AccessAsUser.All",
        // A bare exclamation mark would be taken for history where the line stands in quotes.
        DEMO_PASSWORD.replace('!', "%21")
    );
    let bearer = format!(
        "-H \"Authorization: Bearer $({grant} | sed 's/.*\"access_token\":\"//; s/\".*//')\""
    );
    let device = format!("User={lee}&DeviceId=CURL1&DeviceType=curl");
    let basic = STANDARD.encode(format!("{lee}:{DEMO_PASSWORD}"));
    let policy_key = format!(
        "$(ask() {{ {curl} -H 'Authorization: Basic {basic}' {WBXML} --data-binary @- \
         '{eas}?Cmd=Provision&{device}' | grep -aoE '[0-9]{{5,}}' | head -n1; }}; \
         key=$(printf '{ASK_POLICY}' | ask); printf '{KEEP_POLICY}' \"$key\" | ask)"
    );
    let mut lines = vec![
        (
            "Where is the mailbox? Here:",
            format!("{curl} {}", autodiscover(&format!("adele@{}", CONTOSO.domain))),
        ),
        (
            "Or on premises: a redirect.",
            format!("{curl} -i {}", autodiscover(&format!("kim@{}", TAILSPIN.domain))),
        ),
        (
            "A phone without a token is told where to sign in.",
            format!("{curl} -i -X POST '{eas}' -H 'Authorization: Bearer'"),
        ),
        (
            "The endpoints of a tenant.",
            format!("{curl} '{base}/{}/v2.0/.well-known/openid-configuration'", CONTOSO.domain),
        ),
        (
            "The sign-in page that the phone opens.",
            format!(
                "{curl} '{base}/common/oauth2/authorize?response_type=code&client_id={}\
                 &redirect_uri=com.apple.Preferences://oauth-redirect&scope=EAS.AccessAsUser.All\
                 &prompt=login&display=ios&login_hint=sam@{}&resource=https://outlook.office365.com'",
                well_known::APPLE,
                TAILSPIN.domain
            ),
        ),
        ("A token by a password, for a client that an administrator opened this for.", grant),
        ("What the mailbox speaks.", format!("{curl} -i -X OPTIONS {bearer} '{eas}?{device}'")),
        (
            "Its folders, as the text in the answer's WBXML; the device takes the policy first.",
            format!(
                "{curl} {bearer} -H \"X-MS-PolicyKey: {policy_key}\" {WBXML} \
                 --data-binary @<(printf '{FOLDER_SYNC}') '{eas}?Cmd=FolderSync&{device}' \
                 | tr -c '[:print:]' '\\n' | grep ..."
            ),
        ),
    ];
    if let Some(client) = started.clients.iter().find(|client| client.tenant == FABRIKAM.id) {
        lines.push((
            "An application by itself.",
            format!(
                "{curl} '{token}' -d grant_type=client_credentials -d client_id={} \
                 -d client_secret={} -d scope=https://graph.microsoft.com/.default",
                client.id,
                client.secret.expose()
            ),
        ));
    }
    lines
}

#[cfg(test)]
mod tests {
    use consentry_model::Secret;
    use consentry_service::DemoClient;

    use super::*;

    #[test]
    fn each_line_stands_alone() {
        let started = Started {
            origin: "https://localhost:8443".parse().unwrap(),
            ca_file: "/tmp/demo/ca.pem".into(),
            data: "/tmp/demo".into(),
            management: "127.0.0.1:9000".parse().unwrap(),
            clients: vec![DemoClient {
                tenant: FABRIKAM.id,
                domain: FABRIKAM.domain,
                id: DEMO_CLI,
                secret: Secret::new("Aword".to_owned()),
            }],
            lab: true,
            program: "/usr/bin/consentry".into(),
        };
        let text = text(&started);
        let lines: Vec<_> = text.lines().filter(|line| line.contains("curl ")).collect();
        assert_eq!(lines.len(), 9);
        for line in lines {
            assert!(line.trim().starts_with("curl -sS --cacert '/tmp/demo/ca.pem' "), "{line}");
            assert!(!line.ends_with('\\'), "{line}");
        }
        for word in ["adele@", "sam@", DEMO_PASSWORD, &TAILSPIN.id.to_string()] {
            assert!(text.contains(word), "{word}");
        }
    }
}
