//! The person's part of a sign-in for a device (RFC 8628 §3.3).
//!
//! He types the code that the device shows, sees which application asks and from where, and says
//! that he began it himself; only then does he sign in, like everywhere else. A code never comes
//! by a link, and wrong ones are counted by browser and by address (A31, BI-109).

use std::{net::IpAddr, time::Duration};

use consentry_model::{FamilyId, Refusal, Secret, Tenant};
use consentry_store::{DeviceApproval, DeviceCode, DeviceState, Unit};
use consentry_token::{
    csrf,
    opaque::{self, TokenHash, TokenKind, typed_user_code},
};

use crate::{
    Answered, Browser, Caller, NewCookies, Remembered, ResponseMode, Service, ServiceError, Step,
    authorize::{Freshness, ResponseType},
    judge::Judged,
    session::AMR_PASSWORD,
    transaction::{Flow, Open, Prompt, Proved, Request, ReturnTrust},
};

/// Wrong codes that a browser may type; the next is not looked at.
pub const MOST_WRONG_USER_CODES: i64 = 5;
/// Wrong codes that may come from one address.
pub const MOST_WRONG_USER_CODES_OF_ADDRESS: i64 = 50;
/// How long wrong codes are counted, from the first one.
pub const USER_CODES_COUNTED: Duration = Duration::from_mins(15);

/// What was wrong with a user code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserCodeProblem {
    /// None was typed.
    Missing,
    /// No device waits for it.
    Unknown,
    /// It was answered before.
    Used,
    /// It has ended.
    Expired,
    /// Too many wrong ones; this one was not looked at.
    Blocked,
}

impl UserCodeProblem {
    /// As a refusal, for its code.
    pub const fn refusal(self) -> Refusal {
        match self {
            Self::Missing => Refusal::UserCodeMissing,
            Self::Unknown => Refusal::DeviceUnknown,
            Self::Used => Refusal::DeviceUsed,
            Self::Expired => Refusal::DeviceExpired,
            Self::Blocked => Refusal::TooManyUserCodes,
        }
    }
}

impl Service {
    /// The page on which a user code is typed; the browser gets its binding cookie.
    pub fn device_page(&self, browser: &Browser) -> Answered {
        let mut cookies = NewCookies::default();
        let flow = browser.flow.clone().unwrap_or_else(|| {
            let (secret, _) = opaque::mint(TokenKind::Transaction, &*self.ids);
            cookies.flow = Some(secret.clone());
            secret
        });
        Answered { step: self.enter_code(&flow, None), cookies }
    }

    /// A user code was typed.
    pub async fn enter_user_code(
        &self,
        (csrf, typed): (&str, &str),
        browser: &Browser,
        caller: &Caller,
    ) -> Result<Answered, ServiceError> {
        let Some(flow) = &browser.flow else {
            return Ok(Answered::plain(self.local_error(Refusal::TransactionInvalid)));
        };
        if !csrf::check(&self.csrf, &page_of(flow), csrf) {
            return Ok(Answered::plain(self.local_error(Refusal::TransactionInvalid)));
        }
        let again = |problem| Ok(Answered::plain(self.enter_code(flow, Some(problem))));
        let typed = typed_user_code(typed);
        if typed.is_empty() {
            return again(UserCodeProblem::Missing);
        }
        let guessers = guessers(flow, caller.address);
        let (now, mut read) = (self.clock.now(), self.store.read().await?);
        for (who, most) in &guessers {
            if read.wrong_guesses(who, now).await? >= *most {
                return again(UserCodeProblem::Blocked);
            }
        }
        let found = read.device_code_typed(&TokenHash::of(&typed)).await?;
        drop(read);
        let Some(code) = found else {
            let mut unit = self.store.unit().await?;
            for (who, _) in &guessers {
                unit.guess_wrong(who, now, USER_CODES_COUNTED).await?;
            }
            unit.commit().await?;
            return again(UserCodeProblem::Unknown);
        };
        if code.state != DeviceState::Waiting {
            return again(UserCodeProblem::Used);
        }
        if code.expires_at <= now {
            return again(UserCodeProblem::Expired);
        }
        self.begin_device(&code, browser).await
    }

    /// Shows who asks, and from where; nobody has signed in yet.
    async fn begin_device(
        &self,
        code: &DeviceCode,
        browser: &Browser,
    ) -> Result<Answered, ServiceError> {
        let record = || ServiceError::Record { what: "device code" };
        let remembered: Remembered = serde_json::from_str(&code.wanted).map_err(|_| record())?;
        let request = Request {
            version: remembered.version,
            flow: Flow::DeviceCode,
            tenant: code.tenant,
            app: code.app,
            redirect: self.origin.path("/devicelogin").parse().map_err(|_| record())?,
            // Nothing is ever sent to an address: it ends at a page of ours.
            trust: ReturnTrust::Foreign,
            platform: remembered.platform,
            mode: ResponseMode::Query,
            state: None,
            nonce: None,
            prompt: Prompt::SelectAccount,
            want: remembered.want,
            challenge: None,
            login_hint: None,
            client_info: false,
            cp1: false,
            response: ResponseType::Code,
            acr: false,
            fresh: Freshness::default(),
            locales: None,
            back: None,
            back_consented: None,
            device: Some(code.hash.to_hex()),
        };
        let (open, cookies) = self.begin_transaction(request, browser).await?;
        let frame = self.frame(&open, None).await?;
        Ok(Answered { step: Step::ConfirmDevice { frame, address: code.address }, cookies })
    }

    /// The person has signed in and everything is granted: the device may have its tokens.
    pub(crate) async fn approve_device(
        &self,
        mut unit: Unit,
        open: &mut Open,
        (tenant, judged): (&Tenant, &Judged),
        caller: &Caller,
    ) -> Result<Step, ServiceError> {
        let who = open.progress.who.ok_or(ServiceError::Record { what: "sign-in progress" })?;
        let now = self.clock.now();
        let approval = DeviceApproval {
            tenant: who.tenant,
            user: who.user,
            session: who.session,
            family: FamilyId::mint(&*self.ids),
            authenticated_at: who.at,
            amr: vec![AMR_PASSWORD.to_owned()],
        };
        if !unit.finish_transaction(open.id()).await? {
            return Ok(self.over(open));
        }
        if !unit.approve_device_code(&device_of(open)?, &approval, now).await? {
            drop(unit);
            return Ok(self.local_error(Refusal::DeviceExpired));
        }
        if let (Proved::Session, Some(session)) = (who.proved, who.session) {
            unit.touch_session(session, now).await?;
        }
        unit.log_sign_in(&self.sign_in_row(tenant, judged, None, caller)).await?;
        unit.commit().await?;
        let frame = self.frame(open, Some((tenant, &judged.found))).await?;
        Ok(Step::DeviceApproved { frame })
    }

    /// The person left: the device is told.
    pub(crate) async fn decline_device(
        &self,
        mut unit: Unit,
        open: &Open,
    ) -> Result<Step, ServiceError> {
        unit.decline_device_code(&device_of(open)?).await?;
        unit.commit().await?;
        Ok(Step::DeviceDeclined { frame: self.frame(open, None).await? })
    }

    fn enter_code(&self, flow: &Secret<String>, problem: Option<UserCodeProblem>) -> Step {
        Step::EnterUserCode { csrf: Secret::new(csrf::bind(&self.csrf, &page_of(flow))), problem }
    }
}

fn page_of(flow: &Secret<String>) -> [&str; 2] {
    ["device page", flow.expose().as_str()]
}

fn device_of(open: &Open) -> Result<TokenHash, ServiceError> {
    let device = open.request.device.as_deref().and_then(|device| device.parse().ok());
    device.ok_or(ServiceError::Record { what: "device code" })
}

/// Whose guesses are counted, and how many are too many.
fn guessers(flow: &Secret<String>, address: IpAddr) -> [(TokenHash, i64); 2] {
    [
        (TokenHash::of(&format!("browser {}", flow.expose())), MOST_WRONG_USER_CODES),
        (TokenHash::of(&format!("address {address}")), MOST_WRONG_USER_CODES_OF_ADDRESS),
    ]
}
