//! Requests that an administrator consents, and the queue of events.

use std::collections::BTreeMap;

use consentry_model::{
    AppId, Application, Asked, Closing, ConsentRequest, DeliveryId, RequestId, RequestKind,
    RequestState, Requester, Timestamp, UserId, well_known,
};
use consentry_store::{Delivery, MailState, Page, RequestFilter, Unit};

use crate::world::{NOW, World, application, later, scopes};

const DAY: u64 = 24 * 60 * 60;

fn request(world: &World, app: AppId, kind: RequestKind, at: u64) -> ConsentRequest {
    let scopes = BTreeMap::from([(well_known::EXCHANGE, scopes(&["EAS.AccessAsUser.All"]))]);
    ConsentRequest {
        id: RequestId::mint(&world.ids),
        tenant: world.contoso.id,
        app,
        kind,
        asked: Asked { scopes, roles: BTreeMap::new() },
        state: RequestState::Open,
        reviewers: vec![world.alex.id],
        created_at: later(at),
        expires_at: later(at + 30 * DAY),
        closing: None,
        version: 1,
    }
}

fn asker(user: UserId, at: u64) -> Requester {
    Requester { user, reason: "on the train,\nin a word".parse().unwrap(), at: later(at) }
}

fn closing(at: Timestamp, by: Option<UserId>) -> Closing {
    Closing { at, by, reason: Some("No <b>.".parse().unwrap()) }
}

/// Another application, so that there is more than one request.
async fn another(unit: &mut Unit, world: &World, name: &str) -> Application {
    let made = application(&world.ids, world.fabrikam.id);
    let app = Application { name: name.parse().unwrap(), identifier_uris: Vec::new(), ..made };
    unit.add_application(&app).await.unwrap();
    app
}

#[tokio::test]
async fn an_application_has_one_open_request_of_each_kind() {
    for world in World::all().await {
        let engine = world.engine();
        let app = world.app.id;
        let mut unit = world.store.unit().await.unwrap();
        let first = request(&world, app, RequestKind::Static, 0);
        let other = request(&world, app, RequestKind::Dynamic, 1);
        let second = request(&world, app, RequestKind::Static, 2);
        assert!(unit.add_consent_request(&first, Some(later(9))).await.unwrap(), "{engine}");
        assert!(unit.add_consent_request(&other, None).await.unwrap(), "{engine}");
        assert!(!unit.add_consent_request(&second, None).await.unwrap(), "{engine}");
        assert!(unit.add_requester(first.id, &asker(world.adele.id, 3)).await.unwrap());
        assert!(!unit.add_requester(first.id, &asker(world.adele.id, 4)).await.unwrap());
        assert!(unit.add_requester(first.id, &asker(world.alex.id, 2)).await.unwrap());
        let open = unit.open_requests(world.contoso.id, app).await.unwrap();
        assert_eq!(open, [other.clone(), first.clone()], "{engine}");
        let asked = unit.requesters(&[first.id, other.id]).await.unwrap();
        let who: Vec<UserId> = asked[&first.id].iter().map(|one| one.user).collect();
        assert_eq!(who, [world.alex.id, world.adele.id], "{engine}: the first one first");
        assert_eq!(asked[&first.id][0].reason, asker(world.alex.id, 2).reason, "{engine}");
        assert_eq!(unit.count_asked(world.adele.id, later(2)).await.unwrap(), 1, "{engine}");
        assert_eq!(unit.count_asked(world.adele.id, later(3)).await.unwrap(), 0, "{engine}");
        let count = unit.count_open_requests(world.contoso.id, NOW).await.unwrap();
        assert_eq!(count, 2, "{engine}");
        let count = unit.count_open_requests(world.contoso.id, later(30 * DAY)).await.unwrap();
        assert_eq!(count, 1, "{engine}: what is over does not wait");
        assert!(
            unit.decide_request(&first, RequestState::Denied, &closing(NOW, None)).await.unwrap()
        );
        assert!(unit.add_consent_request(&second, None).await.unwrap(), "{engine}: asked again");
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn of_two_decisions_the_first_wins_and_none_comes_after_the_end() {
    for world in World::all().await {
        let engine = world.engine();
        let mut unit = world.store.unit().await.unwrap();
        let first = request(&world, world.app.id, RequestKind::Static, 0);
        unit.add_consent_request(&first, None).await.unwrap();
        let more = ConsentRequest {
            asked: Asked {
                scopes: BTreeMap::from([(well_known::GRAPH, scopes(&["Mail.Read"]))]),
                ..Asked::default()
            },
            ..first.clone()
        };
        assert!(unit.set_asked(&more).await.unwrap(), "{engine}");
        let by = Some(world.alex.id);
        let at = closing(later(5), by);
        let stale = unit.decide_request(&first, RequestState::Approved, &at).await.unwrap();
        assert!(!stale, "{engine}: somebody asked for more since");
        let id = first.id;
        let seen = unit.consent_request(world.contoso.id, id).await.unwrap().unwrap();
        assert_eq!((seen.version, &seen.asked), (2, &more.asked), "{engine}");
        let late = closing(first.expires_at, by);
        assert!(!unit.decide_request(&seen, RequestState::Approved, &late).await.unwrap());
        assert!(unit.decide_request(&seen, RequestState::Blocked, &at).await.unwrap(), "{engine}");
        assert!(!unit.decide_request(&seen, RequestState::Approved, &at).await.unwrap());
        assert!(!unit.set_asked(&more).await.unwrap(), "{engine}: it is over");
        assert!(!unit.expire_request(id, later(99 * DAY)).await.unwrap(), "{engine}");
        let closed = unit.consent_request(world.contoso.id, id).await.unwrap().unwrap();
        assert_eq!((closed.state, closed.closing), (RequestState::Blocked, Some(at)), "{engine}");
        let foreign = unit.consent_request(world.fabrikam.id, id).await.unwrap();
        assert!(foreign.is_none(), "{engine}: another tenant's");
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn requests_end_and_are_reminded_of_once() {
    for world in World::all().await {
        let engine = world.engine();
        let mut unit = world.store.unit().await.unwrap();
        let ending = request(&world, world.app.id, RequestKind::Static, 0);
        unit.add_consent_request(&ending, Some(later(25 * DAY))).await.unwrap();
        let remind = unit.requests_to_remind(later(25 * DAY - 1), 9).await.unwrap();
        assert_eq!(remind, [], "{engine}");
        let remind = unit.requests_to_remind(later(25 * DAY), 9).await.unwrap();
        assert_eq!(remind.len(), 1, "{engine}");
        assert!(unit.mark_reminded(ending.id).await.unwrap(), "{engine}");
        assert!(!unit.mark_reminded(ending.id).await.unwrap(), "{engine}");
        assert_eq!(unit.requests_to_remind(later(29 * DAY), 9).await.unwrap(), [], "{engine}");
        assert_eq!(unit.ended_requests(later(30 * DAY - 1), 9).await.unwrap(), [], "{engine}");
        assert!(!unit.expire_request(ending.id, later(30 * DAY - 1)).await.unwrap(), "{engine}");
        assert_eq!(unit.ended_requests(later(30 * DAY), 9).await.unwrap().len(), 1, "{engine}");
        assert!(unit.expire_request(ending.id, later(30 * DAY)).await.unwrap(), "{engine}");
        assert!(!unit.expire_request(ending.id, later(30 * DAY)).await.unwrap(), "{engine}");
        let ended = unit.consent_request(world.contoso.id, ending.id).await.unwrap().unwrap();
        assert_eq!(ended.state, RequestState::Expired, "{engine}");
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn the_queue_is_read_page_by_page_and_searched() {
    for world in World::all().await {
        let engine = world.engine();
        let mut unit = world.store.unit().await.unwrap();
        let odd = another(&mut unit, &world, "100% Söhne_Mail!").await;
        let mut made = Vec::new();
        for (at, app) in [world.app.id, odd.id, world.app.id, odd.id].into_iter().enumerate() {
            let kind = if at < 2 { RequestKind::Static } else { RequestKind::Dynamic };
            let new = request(&world, app, kind, u64::try_from(at).unwrap());
            assert!(unit.add_consent_request(&new, None).await.unwrap());
            made.push(new.id);
        }
        unit.add_requester(made[0], &asker(world.adele.id, 1)).await.unwrap();
        let mut list = async |filter: RequestFilter<'_>, page: Page| {
            let found = unit.consent_requests(world.contoso.id, filter, page).await.unwrap();
            let ids: Vec<RequestId> = found.rows.iter().map(|one| one.id).collect();
            (ids, found.next)
        };
        let (first, next) = list(RequestFilter::default(), Page::first(3)).await;
        assert_eq!(first, [made[3], made[2], made[1]], "{engine}");
        let (rest, none) = list(RequestFilter::default(), Page { limit: 3, after: next }).await;
        assert_eq!((rest, none), (vec![made[0]], None), "{engine}");
        for (text, found) in [
            ("fjord", vec![made[2], made[0]]),
            ("100%", vec![made[3], made[1]]),
            ("_mail!", vec![made[3], made[1]]),
            ("%", vec![made[3], made[1]]),
            ("adele@", vec![made[0]]),
            ("nothing", vec![]),
        ] {
            let filter = RequestFilter { text: Some(text), ..RequestFilter::default() };
            assert_eq!(list(filter, Page::first(9)).await.0, found, "{engine}: {text}");
        }
        let filter = RequestFilter {
            state: Some(RequestState::Open),
            app: Some(odd.id),
            ..RequestFilter::default()
        };
        assert_eq!(list(filter, Page::first(9)).await.0, [made[3], made[1]], "{engine}");
        let waiting =
            unit.waiting_requests(world.contoso.id, later(30 * DAY + 1), 1).await.unwrap();
        let waiting: Vec<RequestId> = waiting.iter().map(|one| one.id).collect();
        assert_eq!(waiting, [made[2]], "{engine}: the longest waiting that has not ended");
        let elsewhere = unit.waiting_requests(world.fabrikam.id, NOW, 9).await.unwrap();
        assert!(elsewhere.is_empty(), "{engine}");
        let mut list = async |filter: RequestFilter<'_>, page: Page| {
            let found = unit.consent_requests(world.contoso.id, filter, page).await.unwrap();
            let ids: Vec<RequestId> = found.rows.iter().map(|one| one.id).collect();
            (ids, found.next)
        };
        let state = Some(RequestState::Denied);
        let filter = RequestFilter { state, ..RequestFilter::default() };
        assert!(list(filter, Page::first(9)).await.0.is_empty(), "{engine}");
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn an_event_waits_for_its_time_and_leaves_once() {
    for world in World::all().await {
        let engine = world.engine();
        let event = |due: u64| Delivery {
            id: DeliveryId::mint(&world.ids),
            tenant: world.contoso.id,
            address: "https://hooks.contoso.example/x".to_owned(),
            event: "consent_request.created".to_owned(),
            body: "{}".to_owned(),
            state: MailState::Queued,
            attempts: 0,
            next_attempt_at: later(due),
            last_error: None,
            created_at: later(due),
        };
        let (now, soon) = (event(1), event(2));
        let mut unit = world.store.unit().await.unwrap();
        unit.queue_delivery(&soon).await.unwrap();
        unit.queue_delivery(&now).await.unwrap();
        assert_eq!(unit.due_deliveries(NOW, 9).await.unwrap(), [], "{engine}");
        let due = unit.due_deliveries(later(2), 9).await.unwrap();
        assert_eq!(due, [now.clone(), soon.clone()], "{engine}");
        let sent = Delivery { state: MailState::Sent, attempts: 1, ..now };
        assert!(unit.set_delivery_state(&sent).await.unwrap(), "{engine}");
        assert!(!unit.set_delivery_state(&sent).await.unwrap(), "{engine}");
        let error = Some("refused\0".to_owned());
        let again = Delivery { attempts: 1, next_attempt_at: later(50), last_error: error, ..soon };
        assert!(unit.set_delivery_state(&again).await.unwrap(), "{engine}");
        assert_eq!(unit.due_deliveries(later(49), 9).await.unwrap(), [], "{engine}");
        let told = Delivery { last_error: Some("refused".to_owned()), ..again };
        let all = unit.deliveries(world.contoso.id, 9).await.unwrap();
        assert_eq!(all, [told, sent], "{engine}");
        assert!(unit.deliveries(world.fabrikam.id, 9).await.unwrap().is_empty(), "{engine}");
        unit.commit().await.unwrap();
    }
}
