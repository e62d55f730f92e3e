//! A client that proves itself by an assertion (RFC 7523 §2.2, `private_key_jwt`).
//!
//! The signature is that of a registered certificate, the audience this server for the tenant of
//! the path, the client issuer and subject; and it is taken once (A26, BI-100 to BI-102).

use consentry_model::{AppId, Application, CertificateId, Fidelity, Refusal, Switch};
use consentry_token::{
    certificate::Certificate,
    jwt::{Assertion, AssertionFault},
};

use super::{ClientAuthenticated, TokenRequest};
use crate::{Segment, Service, ServiceError, Version};

/// The only kind of assertion that is taken.
const BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

impl TokenRequest {
    /// The client that an assertion names, for requests that name none beside it.
    pub(super) fn asserted_client(&self) -> Option<AppId> {
        Assertion::read(self.params.get("client_assertion")?).ok()?.client()
    }
}

impl Service {
    /// Whether the assertion of this request proves the application.
    pub(super) async fn by_assertion(
        &self,
        request: &TokenRequest,
        segment: &Segment,
        app: &Application,
        text: &str,
    ) -> Result<Result<ClientAuthenticated, Refusal>, ServiceError> {
        match request.params.require("client_assertion_type") {
            Ok(BEARER) => {}
            Ok(_) => {
                let name = "client_assertion_type".to_owned();
                return Ok(Err(Refusal::ParameterInvalid { name }));
            }
            Err(refusal) => return Ok(Err(refusal)),
        }
        let held = self.store.read().await?.certificates(app.id).await?;
        if held.is_empty() && app.public_client == Switch::On {
            return Ok(Err(Refusal::SecretFromPublicClient { app: app.id }));
        }
        let certificates: Vec<(CertificateId, Certificate)> =
            held.iter().map(|held| (held.id, held.certificate.clone())).collect();
        let now = self.clock.now();
        let checked = Assertion::read(text).and_then(|assertion| {
            let (id, _) = assertion.signer(&certificates, now)?;
            let ours = |audience: &str| self.is_audience(segment, audience);
            Ok((id, assertion.check(app.id, ours, now)?))
        });
        let (id, proved) = match checked {
            Ok(checked) => checked,
            Err(fault) => return Ok(Err(refused(fault, app.id))),
        };
        let reuse = held.iter().any(|held| held.id == id && held.reuse.is_on());
        let faithful = segment.tenant().map_or(self.fidelity, |t| t.settings.fidelity);
        if reuse || faithful == Fidelity::Faithful {
            return Ok(Ok(ClientAuthenticated::Certificate));
        }
        let mut unit = self.store.unit().await?;
        let first = unit.use_assertion(&proved).await?;
        unit.commit().await?;
        Ok(if first {
            Ok(ClientAuthenticated::Certificate)
        } else {
            Err(Refusal::AssertionUsed { app: app.id })
        })
    }

    /// Whether an audience is the token endpoint or the issuer of the tenant that was asked, by
    /// its id or one of its domains (BI-101).
    fn is_audience(&self, segment: &Segment, audience: &str) -> bool {
        let names: Vec<String> = match segment {
            Segment::Common => vec!["common".to_owned()],
            Segment::Organizations => vec!["organizations".to_owned()],
            Segment::Tenant(tenant) => {
                let domains = tenant.domains.iter().map(ToString::to_string);
                [tenant.id.to_string()].into_iter().chain(domains).collect()
            }
        };
        let endpoint = names.iter().any(|name| {
            [Version::V1, Version::V2].into_iter().any(|version| {
                self.origin.oauth(name, version, "token").eq_ignore_ascii_case(audience)
            })
        });
        let issuer = segment.tenant().is_some_and(|tenant| {
            [Version::V1, Version::V2]
                .into_iter()
                .any(|version| self.origin.issuer(tenant.id, version) == audience)
        });
        endpoint || issuer
    }
}

fn refused(fault: AssertionFault, app: AppId) -> Refusal {
    match fault {
        AssertionFault::Malformed
        | AssertionFault::Algorithm
        | AssertionFault::UnknownCertificate
        | AssertionFault::Signature => Refusal::AssertionInvalid { app },
        AssertionFault::SeveralCertificates | AssertionFault::CertificateLifetime => {
            Refusal::AssertionCertificate { app }
        }
        AssertionFault::Subject => Refusal::AssertionSubject { app },
        AssertionFault::Audience | AssertionFault::Id => Refusal::AssertionMisdirected { app },
        AssertionFault::Lifetime => Refusal::AssertionLifetime { app },
    }
}
