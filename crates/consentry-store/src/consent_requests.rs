//! Requests for an administrator's consent, and who asks.
//!
//! At most one is open for each application and kind. Every change of a request is conditional
//! on its being open, and on the version that was seen where that matters: whoever is first wins,
//! on every node.

use std::collections::BTreeMap;

use consentry_model::{
    AppId, Closing, ConsentRequest, Reason, RequestId, RequestState, Requester, TenantId,
    Timestamp, UserId,
};
use consentry_sql::{FromRow, Row, SqlError};

use crate::{
    Conn, Page, Paged, StoreError, Unit,
    conditions::Conditions,
    fields::{Fields, json, word},
    page::{log_key, read_log_key},
    principals::holding,
};

/// The columns of a request, in the order in which [`read`] takes them.
const COLUMNS: &str = "id, tenant, app, kind, asked, state, reviewers, created_at, expires_at, \
                       closed_at, closed_by, reason, version";

struct RequestRow(ConsentRequest);

impl FromRow for RequestRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        read(&mut Fields::of(row, "consent_requests")).map(Self)
    }
}

fn read(fields: &mut Fields<'_, '_>) -> Result<ConsentRequest, SqlError> {
    let (id, tenant, app) = (fields.parse()?, fields.parse()?, fields.parse()?);
    let (kind, asked) = (fields.word()?, fields.json()?);
    let (state, reviewers) = (fields.word()?, fields.json()?);
    let (created_at, expires_at) = (fields.time()?, fields.time()?);
    let (at, by, reason) = (fields.maybe_time()?, fields.maybe()?, fields.maybe::<Reason>()?);
    Ok(ConsentRequest {
        id,
        tenant,
        app,
        kind,
        asked,
        state,
        reviewers,
        created_at,
        expires_at,
        closing: at.map(|at| Closing { at, by, reason }),
        version: fields.take()?,
    })
}

/// A request's id beside one who asked.
struct RequesterRow(RequestId, Requester);

impl FromRow for RequesterRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "consent_requesters");
        let request = fields.parse()?;
        let (user, reason, at) = (fields.parse()?, fields.parse()?, fields.time()?);
        Ok(Self(request, Requester { user, reason, at }))
    }
}

/// Which requests are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RequestFilter<'a> {
    /// Only in this state, as it is written down.
    pub state: Option<RequestState>,
    /// Only for this application.
    pub app: Option<AppId>,
    /// For applications, or by people, whose name holds this text, without regard to case.
    pub text: Option<&'a str>,
}

impl Conn {
    /// A request of a tenant.
    pub async fn consent_request(
        &mut self,
        tenant: TenantId,
        id: RequestId,
    ) -> Result<Option<ConsentRequest>, StoreError> {
        let sql = "SELECT id, tenant, app, kind, asked, state, reviewers, created_at, \
                   expires_at, closed_at, closed_by, reason, version FROM consent_requests \
                   WHERE id = $1 AND tenant = $2";
        Ok(self.one(sql, &[id.into(), tenant.into()]).await?.map(|RequestRow(found)| found))
    }

    /// The open requests for an application: at most one of each kind.
    pub async fn open_requests(
        &mut self,
        tenant: TenantId,
        app: AppId,
    ) -> Result<Vec<ConsentRequest>, StoreError> {
        let sql = "SELECT id, tenant, app, kind, asked, state, reviewers, created_at, \
                   expires_at, closed_at, closed_by, reason, version FROM consent_requests \
                   WHERE tenant = $1 AND app = $2 AND state = 'open' ORDER BY kind";
        let rows: Vec<RequestRow> = self.all(sql, &[tenant.into(), app.into()]).await?;
        Ok(rows.into_iter().map(|RequestRow(found)| found).collect())
    }

    /// Requests of a tenant, the newest first.
    pub async fn consent_requests(
        &mut self,
        tenant: TenantId,
        filter: RequestFilter<'_>,
        page: Page,
    ) -> Result<Paged<ConsentRequest>, StoreError> {
        let mut list = Conditions::of(&format!("SELECT {COLUMNS} FROM consent_requests"));
        list.and("tenant = ?", tenant);
        let state = filter.state.map(|state| word(state, "state of a request")).transpose()?;
        list.and_if("state = ?", state);
        list.and_if("app = ?", filter.app);
        list.and_if(
            "(app IN (SELECT id FROM applications WHERE lower(name) LIKE ? ESCAPE '!') \
             OR id IN (SELECT r.request FROM consent_requesters r JOIN users u \
             ON u.id = r.user_id WHERE u.tenant = consent_requests.tenant \
             AND (lower(u.upn) LIKE ? ESCAPE '!' OR lower(u.display_name) LIKE ? ESCAPE '!')))",
            filter.text.map(holding),
        );
        list.newest_behind_at("created_at", read_log_key(page.after.as_deref()), page.fetch());
        let (sql, args) = list.end("");
        let rows: Vec<RequestRow> = self.list(&sql, &args).await?;
        let rows = rows.into_iter().map(|RequestRow(found)| found).collect();
        Ok(Paged::cut(rows, &page, |found: &ConsentRequest| {
            log_key(found.created_at.millis(), &found.id.to_string())
        }))
    }

    /// How many requests of a tenant wait for a decision.
    pub async fn count_open_requests(
        &mut self,
        tenant: TenantId,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM consent_requests \
                   WHERE tenant = $1 AND state = 'open' AND expires_at > $2";
        let count: Option<i64> = self.one(sql, &[tenant.into(), now.into()]).await?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// Requests of a tenant that wait for a decision, the longest waiting first.
    pub async fn waiting_requests(
        &mut self,
        tenant: TenantId,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<ConsentRequest>, StoreError> {
        let sql = "SELECT id, tenant, app, kind, asked, state, reviewers, created_at, \
                   expires_at, closed_at, closed_by, reason, version FROM consent_requests \
                   WHERE tenant = $1 AND state = 'open' AND expires_at > $2 \
                   ORDER BY created_at, id LIMIT CAST($3 AS bigint)";
        let args = &[tenant.into(), now.into(), i64::from(limit).into()];
        let rows: Vec<RequestRow> = self.list(sql, args).await?;
        Ok(rows.into_iter().map(|RequestRow(found)| found).collect())
    }

    /// Who asked, by request, the first one first.
    pub async fn requesters(
        &mut self,
        requests: &[RequestId],
    ) -> Result<BTreeMap<RequestId, Vec<Requester>>, StoreError> {
        let mut found: BTreeMap<RequestId, Vec<Requester>> = BTreeMap::new();
        if requests.is_empty() {
            return Ok(found);
        }
        let mut list =
            Conditions::of("SELECT request, user_id, reason, at FROM consent_requesters");
        list.and_one_of("request", requests.iter().copied());
        let (sql, args) = list.end(" ORDER BY request, at, user_id");
        let rows: Vec<RequesterRow> = self.list(&sql, &args).await?;
        for RequesterRow(request, requester) in rows {
            found.entry(request).or_default().push(requester);
        }
        Ok(found)
    }

    /// How many times a user asked since a moment.
    pub async fn count_asked(&mut self, user: UserId, since: Timestamp) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM consent_requesters WHERE user_id = $1 AND at > $2";
        let count: Option<i64> = self.one(sql, &[user.into(), since.into()]).await?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// Open requests of all tenants whose end has come, at most so many.
    pub async fn ended_requests(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<ConsentRequest>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM consent_requests WHERE state = 'open' AND expires_at <= $1 \
             ORDER BY expires_at LIMIT CAST($2 AS bigint)"
        );
        let rows: Vec<RequestRow> = self.list(&sql, &[now.into(), i64::from(limit).into()]).await?;
        Ok(rows.into_iter().map(|RequestRow(found)| found).collect())
    }

    /// Open requests of all tenants of which reviewers are to be reminded, at most so many.
    pub async fn requests_to_remind(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<ConsentRequest>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM consent_requests \
             WHERE state = 'open' AND remind_at IS NOT NULL AND remind_at <= $1 \
             ORDER BY remind_at LIMIT CAST($2 AS bigint)"
        );
        let rows: Vec<RequestRow> = self.list(&sql, &[now.into(), i64::from(limit).into()]).await?;
        Ok(rows.into_iter().map(|RequestRow(found)| found).collect())
    }
}

impl Unit {
    /// Makes a request; `false` if one for this application and kind is open.
    pub async fn add_consent_request(
        &mut self,
        new: &ConsentRequest,
        remind_at: Option<Timestamp>,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO consent_requests (id, tenant, app, kind, asked, state, reviewers, \
                   created_at, expires_at, remind_at, version) \
                   VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9, 1) \
                   ON CONFLICT (tenant, app, kind) WHERE state = 'open' DO NOTHING";
        let args = &[
            new.id.into(),
            new.tenant.into(),
            new.app.into(),
            word(new.kind, "kind of request")?.into(),
            json(&new.asked, "permissions")?.into(),
            json(&new.reviewers, "reviewers")?.into(),
            new.created_at.into(),
            new.expires_at.into(),
            remind_at.into(),
        ];
        self.wins(sql, args).await
    }

    /// Writes what an open request asks for; `false` if it is no longer open.
    pub async fn set_asked(&mut self, request: &ConsentRequest) -> Result<bool, StoreError> {
        let sql = "UPDATE consent_requests SET asked = $2, version = version + 1 \
                   WHERE id = $1 AND state = 'open'";
        self.wins(sql, &[request.id.into(), json(&request.asked, "permissions")?.into()]).await
    }

    /// Adds somebody who asks; `false` if he is among them.
    pub async fn add_requester(
        &mut self,
        request: RequestId,
        new: &Requester,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO consent_requesters (request, user_id, reason, at) \
                   VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        let args = &[request.into(), new.user.into(), new.reason.as_str().into(), new.at.into()];
        self.wins(sql, args).await
    }

    /// Ends an open request as decided; `false` if it was decided, has ended, or was changed
    /// since the version that the decision rests on.
    pub async fn decide_request(
        &mut self,
        request: &ConsentRequest,
        state: RequestState,
        closing: &Closing,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE consent_requests SET state = $3, closed_at = $4, closed_by = $5, \
                   reason = $6, version = version + 1 \
                   WHERE id = $1 AND version = $2 AND state = 'open' AND expires_at > $4";
        let args = &[
            request.id.into(),
            request.version.into(),
            word(state, "state of a request")?.into(),
            closing.at.into(),
            closing.by.into(),
            closing.reason.as_ref().map(Reason::as_str).into(),
        ];
        self.wins(sql, args).await
    }

    /// Ends an open request whose time is over; `false` if somebody was first.
    pub async fn expire_request(
        &mut self,
        id: RequestId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE consent_requests SET state = 'expired', closed_at = $2, \
                   version = version + 1 WHERE id = $1 AND state = 'open' AND expires_at <= $2";
        self.wins(sql, &[id.into(), now.into()]).await
    }

    /// Marks that reviewers were reminded; `false` if somebody was first.
    pub async fn mark_reminded(&mut self, id: RequestId) -> Result<bool, StoreError> {
        let sql = "UPDATE consent_requests SET remind_at = NULL \
                   WHERE id = $1 AND state = 'open' AND remind_at IS NOT NULL";
        self.wins(sql, &[id.into()]).await
    }
}

#[cfg(test)]
mod tests {
    use consentry_model::RequestKind;

    use super::*;

    #[test]
    fn the_words_of_states_are_those_in_the_statements() {
        for (state, stored) in [
            (RequestState::Open, "open"),
            (RequestState::Approved, "approved"),
            (RequestState::Denied, "denied"),
            (RequestState::Blocked, "blocked"),
            (RequestState::Expired, "expired"),
        ] {
            assert_eq!(word(state, "state").unwrap(), stored);
            assert_eq!(state.word(), stored);
        }
        assert_eq!(word(RequestKind::Static, "kind").unwrap(), "static");
    }
}
