//! 5,000 sockets that are silent, each with `userEvents`, `roomEvents` and `global`, 50 rooms a user: resident memory a socket,
//! against the same sockets of the floor server.

#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a bench that can't go on fails; figures are rough"
)]

mod common;

use common::{Audit, Person, Process, Row, metric, socket};

const SOCKETS: usize = 5_000;
const USERS: usize = 100;
const ROOMS: usize = 50;
const SUBSCRIPTIONS: [&str; 3] = [
    "subscription { global { __typename ... on AnnouncementPublished { missed announcement { id title } } } }",
    "subscription { userEvents { __typename ... on UnreadCountChanged { roomId unreadCount asOfSeq lastReadSeq } } }",
    "subscription { roomEvents { __typename ... on RoomEvent { roomId seq } ... on MessageSent { message { id body } } } }",
];

fn main() {
    common::run(async {
        let server = Process::spark();
        let mut people = Vec::new();
        for n in 0..USERS {
            people.push(Person::register(&server, &format!("reader{n}")).await);
        }
        let ids: Vec<_> = people[1..].iter().map(|person| person.id.clone()).collect();
        for n in 0..ROOMS {
            people[0].room(&format!("Room {n}"), &ids).await;
        }
        let tokens: Vec<_> = people.iter().map(|person| person.token.clone()).collect();
        let spark = memory(&server, &tokens).await;
        let floor = memory(&Process::floor(), &[String::new()]).await;
        let kib = |kib: f64| format!("{kib:.1} KiB");
        let row = Row {
            bench: "a silent socket",
            measured: kib(spark),
            against: kib(floor),
            ratio: spark / floor,
            reach: "≤ 16 KiB",
            reached: spark <= 16.0,
        };
        (vec![row], Audit::default())
    });
}

async fn memory(server: &Process, tokens: &[String]) -> f64 {
    let before = server.resident_kib();
    let mut sockets = Vec::with_capacity(SOCKETS);
    for n in 0..SOCKETS {
        sockets.push(socket(&server.url, &tokens[n % tokens.len()], &SUBSCRIPTIONS).await);
    }
    // `global` does not say that it listens.
    while let Some(listening) = metric(server, r#"spark_subscriptions{kind="global"}"#).await
        && listening < SOCKETS as f64
    {
        tokio::task::yield_now().await;
    }
    (server.resident_kib() - before) / SOCKETS as f64
}
