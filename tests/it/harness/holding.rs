//! Calls that are held up half-way on PostgreSQL, and what people are told meanwhile of how others look.

use super::{Feed, Person, Spark};
use serde_json::json;
use sqlx::{Connection, PgConnection};

/// Holds a call up, between all that it does and its COMMIT: by what is kept of it.
pub struct Hold(PgConnection);

impl Hold {
    pub async fn on(spark: &Spark, person: &Person, client_mutation_id: &str) -> Self {
        let mut conn = PgConnection::connect(&spark.database.url).await.unwrap();
        let user = person.id.parse::<spark::ids::UserId>().unwrap().0;
        sqlx::raw_sql("BEGIN").execute(&mut conn).await.unwrap();
        sqlx::query("INSERT INTO requests (user_id, client_mutation_id, input_hash, answer, created_at) VALUES ($1, $2, '', '', 0)")
            .bind(user)
            .bind(client_mutation_id)
            .execute(&mut conn)
            .await
            .unwrap();
        Self(conn)
    }

    pub async fn ends(mut self) {
        sqlx::raw_sql("ROLLBACK").execute(&mut self.0).await.unwrap();
        self.0.close().await.unwrap();
    }
}

pub async fn hears_looks(person: &Person) -> Feed {
    let query = "subscription { userEvents { __typename ... on UserStatusChanged { user { username statusText } }
        ... on ProfileChanged { user { username displayName } } } }";
    let mut socket = person.connects().await;
    socket.hears_statuses = true;
    let mut feed = Feed::begin(socket, query, json!({})).await;
    assert_eq!(feed.next().await["__typename"], "StreamReady");
    feed
}

/// Looks otherwise: says something, or takes another name.
pub async fn looks_otherwise(person: &Person, field: &str, text: &str, client_mutation_id: Option<&str>) {
    let (mutation, mut input) = match field {
        "statusText" => ("setStatus", json!({"status": "BUSY", "text": text})),
        _ => ("updateProfile", json!({"displayName": text})),
    };
    if let Some(id) = client_mutation_id {
        input["clientMutationId"] = json!(id);
    }
    person.does(mutation, input, "").await;
}

/// The person of this feed is told that somebody looks like this, before whatever happens from now on.
pub async fn is_told(feed: &mut Feed, own: &Person, whom: &Person, field: &str, text: &str) {
    let end = format!("after {text}");
    looks_otherwise(own, field, &end, None).await;
    let mut told = Vec::new();
    loop {
        let user = feed.next().await["user"].clone();
        if user["username"] == own.name.as_str() && user[field] == end {
            break;
        }
        told.push(user);
    }
    assert!(told.contains(&json!({"username": whom.name, field: text})), "{text}: {told:?}");
}

/// Whether what has this key is done beside the statuses: in their own queue nothing of them happens at once.
pub fn is_apart(key: i64) -> bool {
    key % 8 != 1
}

/// Somebody new whose own deeds are done beside the statuses.
pub async fn somebody_apart(spark: &Spark, name: &str) -> Person {
    for n in 0.. {
        let person = spark.user(&format!("{name}{n}")).await;
        if is_apart(person.id.parse::<spark::ids::UserId>().unwrap().0) {
            return person;
        }
    }
    unreachable!()
}
