//! The cost of a window does not grow with the folder (that each phase has its index is tested
//! beside the phases).

use std::time::{Duration, Instant};

use consentry_mailbox::NewMessage;

use crate::place::{NOW, Place, device, mail};

/// Rows of a folder in which a scan would show.
const MANY: usize = 3_000;

#[tokio::test]
async fn a_window_costs_the_same_at_the_start_and_at_the_end() {
    for place in Place::all().await {
        let (store, owner, phone) = (&place.store, place.owner, device("phone"));
        let messages = (0..MANY).map(|number| {
            let received = NOW.minus(Duration::from_secs(u64::try_from(number).unwrap()));
            NewMessage::unread(mail("s"), received)
        });
        store.append_all(owner, place.inbox, messages.collect()).await.unwrap();
        store.device_seen(owner, &phone, "iPhone", NOW).await.unwrap();
        store.start_collection(owner, &phone, place.inbox, "").await.unwrap();
        let at = (place.inbox, &phone);
        let progress = store.collection_progress(owner, &phone, place.inbox).await.unwrap();
        let mut progress = progress.unwrap();
        let mut windows = Vec::new();
        loop {
            let begin = Instant::now();
            let page = store.changes_since(owner, at, &progress, None, 100).await.unwrap();
            windows.push(begin.elapsed());
            progress = page.next;
            if !page.more {
                break;
            }
        }
        assert_eq!(windows.len(), MANY / 100);
        // The quickest of ten, as others use the machine too.
        let best = |range: &[Duration]| range.iter().min().copied().unwrap();
        let (first, last) = (best(&windows[..10]), best(&windows[windows.len() - 10..]));
        assert!(last < first * 3, "{:?}: {first:?} then {last:?}", place.engine());
    }
}
