//! Wrong passwords: counted once for all nodes, remembered for a day, familiar networks apart.

use consentry_model::{Lockout, Network, Timestamp};
use consentry_store::{
    Counted, Familiarity, Guard, GuardQuery, Spray, Sprayed, Store, WrongPassword,
};
use consentry_token::opaque::TokenHash;
use tokio::task::JoinSet;

use crate::world::{NOW, World, later};

const DAY: u64 = 24 * 60 * 60;
const FAMILIAR: Familiarity = Familiarity::Familiar;
const UNFAMILIAR: Familiarity = Familiarity::Unfamiliar;

fn account(name: &str) -> TokenHash {
    TokenHash::of(&format!("account {name}"))
}

fn password(number: usize) -> TokenHash {
    TokenHash::of(&format!("password {number}"))
}

fn network(last: u8) -> Network {
    Network::around([203, 0, 113, last].into())
}

async fn wrong(
    store: &Store,
    name: &str,
    familiarity: Familiarity,
    number: usize,
    now: Timestamp,
) -> Counted {
    let (account, wrong) = (account(name), password(number));
    let rule = Lockout::default();
    let typed = WrongPassword { account: &account, familiarity, wrong: &wrong, rule, now };
    let mut unit = store.unit().await.unwrap();
    let counted = unit.count_wrong(&typed).await.unwrap();
    unit.commit().await.unwrap();
    counted
}

async fn guard(store: &Store, name: &str, now: Timestamp) -> Guard {
    let (account, network) = (account(name), network(7));
    let query = GuardQuery { account: &account, network: &network, sender: &network, now };
    store.read().await.unwrap().guard(&query).await.unwrap()
}

fn counted(failures: u64, locked_until: Option<Timestamp>) -> Counted {
    Counted::Now { failures, locked_until }
}

#[tokio::test]
async fn a028_ten_failures_lock_for_a_minute_and_each_more_for_twice_as_long() {
    for world in World::all().await {
        let (store, engine) = (&world.store, world.engine());
        for number in 1..10 {
            let came = wrong(store, "a", UNFAMILIAR, number, NOW).await;
            assert_eq!(came, counted(number as u64, None), "{engine}");
        }
        assert_eq!(guard(store, "a", NOW).await.failures, 9, "{engine}");
        let mut until = later(60);
        assert_eq!(wrong(store, "a", UNFAMILIAR, 10, NOW).await, counted(10, Some(until)));
        for (failures, length) in [(11, 120), (12, 240), (13, 480)] {
            let before = Timestamp::from_millis(until.millis() - 1);
            assert_eq!(guard(store, "a", before).await.locked_until, Some(until), "{engine}");
            let locked = wrong(store, "a", UNFAMILIAR, 100 + failures, before).await;
            assert_eq!(locked, Counted::Locked { until }, "{engine}: not made longer");
            assert_eq!(guard(store, "a", until).await.locked_until, None, "{engine}: it ends");
            let next = until.plus(std::time::Duration::from_secs(length));
            let came = wrong(store, "a", UNFAMILIAR, failures, until).await;
            assert_eq!(came, counted(failures as u64, Some(next)), "{engine}");
            until = next;
        }
        assert_eq!(wrong(store, "b", UNFAMILIAR, 1, NOW).await, counted(1, None), "{engine}");
        let next_day = until.plus(std::time::Duration::from_secs(DAY));
        assert_eq!(wrong(store, "a", UNFAMILIAR, 99, next_day).await, counted(1, None), "{engine}");
    }
}

#[tokio::test]
async fn a029_the_last_three_wrong_passwords_do_not_count_again_for_a_day() {
    for world in World::all().await {
        let (store, engine) = (&world.store, world.engine());
        let now = counted(1, None);
        assert_eq!(wrong(store, "a", UNFAMILIAR, 1, NOW).await, now, "{engine}");
        for _ in 0..200 {
            assert_eq!(wrong(store, "a", UNFAMILIAR, 1, later(5)).await, Counted::Before);
        }
        for (name, number, at, want) in [
            ("second", 2, 10, counted(2, None)),
            ("third", 3, 10, counted(3, None)),
            ("the first again", 1, 11, Counted::Before),
            ("the second again", 2, 11, Counted::Before),
            ("fourth: the first is forgotten", 4, 12, counted(4, None)),
            ("the first counts anew", 1, 13, counted(5, None)),
            ("the fourth again", 4, 14, Counted::Before),
            ("the second was pushed out", 2, 15, counted(6, None)),
            ("a day later", 2, 15 + DAY, counted(1, None)),
        ] {
            let came = wrong(store, "a", UNFAMILIAR, number, later(at)).await;
            assert_eq!(came, want, "{engine}: {name}");
        }
        let seen = guard(store, "a", later(16 + DAY)).await;
        assert!(seen.remembers(&password(2)), "{engine}");
        assert!(!seen.remembers(&password(1)), "{engine}: older than a day");
    }
}

#[tokio::test]
async fn a029_strangers_do_not_lock_a_familiar_network() {
    for world in World::all().await {
        let (store, engine) = (&world.store, world.engine());
        let mut unit = store.unit().await.unwrap();
        unit.seen_network(&account("a"), &network(7), NOW).await.unwrap();
        unit.commit().await.unwrap();
        for number in 0..10 {
            wrong(store, "a", UNFAMILIAR, number, NOW).await;
        }
        let home = guard(store, "a", NOW).await;
        let found = (home.familiarity, home.seen_at, home.failures, home.locked_until);
        assert_eq!(found, (FAMILIAR, Some(NOW), 0, None), "{engine}");
        let query = GuardQuery {
            account: &account("a"),
            network: &Network::around([198, 51, 100, 7].into()),
            sender: &network(7),
            now: NOW,
        };
        let away = store.read().await.unwrap().guard(&query).await.unwrap();
        assert_eq!((away.familiarity, away.failures), (UNFAMILIAR, 10), "{engine}");
        assert_eq!(away.locked_until, Some(later(60)), "{engine}");
        assert_eq!(guard(store, "b", NOW).await.familiarity, UNFAMILIAR, "{engine}: somebody else");
        let later = guard(store, "a", later(90 * DAY)).await;
        assert_eq!((later.familiarity, later.seen_at), (UNFAMILIAR, None), "{engine}");
    }
}

#[tokio::test]
async fn the_right_password_forgets_failures_and_an_administrator_unlocks() {
    for world in World::all().await {
        let (store, engine) = (&world.store, world.engine());
        for number in 0..10 {
            wrong(store, "a", UNFAMILIAR, number, NOW).await;
            wrong(store, "a", FAMILIAR, number, NOW).await;
        }
        let locks = store.read().await.unwrap().locks(&account("a"), NOW).await.unwrap();
        assert_eq!(locks, [(FAMILIAR, later(60)), (UNFAMILIAR, later(60))], "{engine}");
        let mut unit = store.unit().await.unwrap();
        unit.forget_failures(&account("a"), FAMILIAR).await.unwrap();
        let locks = unit.locks(&account("a"), NOW).await.unwrap();
        assert_eq!(locks, [(UNFAMILIAR, later(60))], "{engine}");
        assert!(unit.unlock(&account("a"), NOW).await.unwrap(), "{engine}");
        assert!(!unit.unlock(&account("a"), NOW).await.unwrap(), "{engine}");
        assert!(!unit.unlock(&account("b"), NOW).await.unwrap(), "{engine}");
        unit.commit().await.unwrap();
        let seen = guard(store, "a", NOW).await;
        assert_eq!((seen.failures, seen.locked_until), (0, None), "{engine}");
        assert!(seen.remembers(&password(9)), "{engine}: an old password goes on counting nothing");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a028_of_many_wrong_passwords_at_once_ten_are_counted() {
    for world in World::all().await {
        let mut tries = JoinSet::new();
        for number in 0..60 {
            let store = world.store.clone();
            tries.spawn(async move { wrong(&store, "a", UNFAMILIAR, number, NOW).await });
        }
        let came = tries.join_all().await;
        let told = came.iter().filter(|one| matches!(one, Counted::Now { .. })).count();
        assert_eq!(told, 10, "{}", world.engine());
        let until = later(60);
        let locked = came.iter().filter(|one| **one == Counted::Locked { until }).count();
        assert_eq!(locked, 50, "{}", world.engine());
    }
}

#[tokio::test]
async fn a030_one_password_for_many_accounts_and_many_accounts_from_one_address() {
    for world in World::all().await {
        let engine = world.engine();
        let mut unit = world.store.unit().await.unwrap();
        for (name, accounts, same, limit, want) in [
            ("one password", 22, true, 20, Sprayed::OnePassword),
            ("many accounts", 52, false, 50, Sprayed::ManyAccounts),
        ] {
            let sender = Network::of_sender([10, 9, 9, u8::from(same)].into());
            for number in 0..accounts {
                let typed = if same { password(1) } else { password(100 + number) };
                let of = account(&format!("{name} {number}"));
                // Each try twice: accounts are counted, not tries.
                for _ in 0..2 {
                    let sender = if same {
                        Network::of_sender([10, 0, 0, u8::try_from(number).unwrap()].into())
                    } else {
                        sender.clone()
                    };
                    let spray = Spray { account: &of, password: &typed, sender: &sender, now: NOW };
                    let found = unit.note_spray(&spray).await.unwrap();
                    let expected = if number < limit { Sprayed::No } else { want };
                    assert_eq!(found, expected, "{engine}: {name} {number}");
                }
            }
            let spray = Spray {
                account: &account("z"),
                password: &password(1),
                sender: &sender,
                now: later(600),
            };
            assert_eq!(unit.note_spray(&spray).await.unwrap(), Sprayed::No, "{engine}: {name}");
        }
        let sender = network(9);
        for (name, at, until, won) in
            [("held off", 0, 60, true), ("already", 30, 90, false), ("over", 60, 120, true)]
        {
            let held = unit.hold_sender(&sender, later(until), later(at)).await.unwrap();
            assert_eq!(held, won, "{engine}: {name}");
        }
        let query = GuardQuery {
            account: &account("nobody"),
            network: &sender,
            sender: &sender,
            now: later(119),
        };
        assert_eq!(unit.guard(&query).await.unwrap().held_until, Some(later(120)), "{engine}");
        let query = GuardQuery { now: later(120), ..query };
        assert_eq!(unit.guard(&query).await.unwrap().held_until, None, "{engine}");
    }
}
