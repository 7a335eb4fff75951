//! What is told of a story, and what the database says.

use super::{
    Deed, Story,
    written::{Call, Places, Written},
};
use crate::{
    gate::doors::{Doors, written},
    harness::{
        Person, Spark,
        person::{PASSWORD, Room},
        random::Told,
    },
};
use proptest::{prop_assert, prop_assert_eq, test_runner::TestCaseError};
use serde_json::{Value, json};
use spark::ids::{RoomId, UserId};
use std::collections::HashMap;

/// The first message that is read in the library.
const FIRST: i64 = 4;

/// Who is there, before and after each story.
pub struct World {
    alice: Person,
    bob: Person,
    square: Room,
    library: Room,
    stories: u32,
}

impl World {
    pub async fn begins(spark: &Spark) -> Self {
        let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
        let square = bob.creates_room("PUBLIC", "Square", &[&alice, &carol]).await;
        let library = bob.creates_room("PUBLIC", "Library", &[&alice, &carol]).await;
        for n in 0..6 {
            bob.sends(&library, &format!("page {n}")).await;
        }
        spark.database.execute("UPDATE users SET role = 'NONSENSE' WHERE username = 'carol'").await;
        Self { alice, bob, square, library, stories: 0 }
    }

    /// Tells a story, and holds what is told against the database.
    pub async fn tells(&mut self, spark: &Spark, story: &Story) -> Told {
        self.stories += 1;
        // The story before may have ended the session.
        if self.alice.ask("{ viewer { id } }", json!({})).await["data"].is_null() {
            self.alice.token = self.signs_in(spark).await;
        }
        let halls = self.prepares(spark, story).await;
        let places = Places {
            number: self.stories,
            username: &self.alice.name,
            square: &self.square,
            library: &self.library,
            first: FIRST,
            halls: &halls,
        };
        let document = Written::of(story, &places);
        let request = document.request();
        let (sessions, before) = (self.sessions(spark).await, written(spark).await);
        let mut doors = if story.signed_in { Doors::of(spark, &self.alice).await } else { Doors::of_nobody(spark) };
        let (answer, begun) = doors.ask_once(story.door, &request).await;
        let told = format!("{request}: {answer}");

        let is_fatal = story.over.is_some() || story.fields.iter().any(|field| field.flaw.is_fatal());
        prop_assert_eq!(begun, !is_fatal, "{}", told);
        let mut happened = Vec::new();
        for call in &document.calls {
            let happens = begun && says_it_happened(&answer, &call.name)?;
            happened.push((call, happens));
        }
        if begun {
            let expected: Vec<_> = expect(&document.calls, story.signed_in);
            let found: Vec<_> = happened.iter().map(|(_, happens)| *happens).collect();
            prop_assert_eq!(found, expected, "{}", told);
        } else {
            prop_assert_eq!(written(spark).await, before, "something happened: {}", told);
        }
        self.is_so(spark, &happened, sessions, &told).await
    }

    /// Puts everything back, and makes the rooms that are to be come into.
    async fn prepares(&self, spark: &Spark, story: &Story) -> Vec<Room> {
        let (user, library) = (self.user(), key(&self.library));
        let back = format!(
            "UPDATE memberships SET last_read_seq = joined_seq, read_count = 0 WHERE user_id = {user} AND room_id = {library};
             UPDATE users SET display_name = 'alice' WHERE id = {user}"
        );
        spark.database.execute(&back).await;
        let mut halls = Vec::new();
        for field in &story.fields {
            halls.push(match field.deed {
                Deed::Join => self.bob.creates_room("PUBLIC", "Hall", &[]).await,
                _ => String::new(),
            });
        }
        halls
    }

    /// The effects of what happened are there, and those of what did not are not.
    async fn is_so(&self, spark: &Spark, calls: &[(&Call, bool)], sessions: i64, told: &str) -> Told {
        let user = self.user();
        let mut expected: Vec<(String, i64)> = Vec::new();
        let mut by_mark: HashMap<(String, String), bool> = HashMap::new();
        let (mut name, mut read, mut sessions) = ("alice".to_owned(), 0, sessions);
        for (call, happens) in calls {
            match (call.deed, *happens) {
                (Deed::Send | Deed::CreateRoom | Deed::Join, _) => {
                    let sql = match (call.deed, call.mark.as_str().unwrap()) {
                        (Deed::Send, mark) => format!("SELECT count(*) FROM messages WHERE body = '{mark}'"),
                        (Deed::CreateRoom, mark) => format!("SELECT count(*) FROM rooms WHERE name = '{mark}'"),
                        (_, hall) => match hall.parse::<RoomId>() {
                            Ok(hall) => format!(
                                "SELECT count(*) FROM memberships WHERE user_id = {user} AND room_id = {}",
                                hall.0
                            ),
                            Err(_) => continue,
                        },
                    };
                    // However often it is called: once.
                    *by_mark.entry((sql, String::new())).or_default() |= *happens;
                }
                (Deed::Rename, true) => name = call.mark.as_str().unwrap().to_owned(),
                (Deed::Read, true) => read = read.max(call.mark.as_i64().unwrap()),
                (Deed::Login, true) => sessions += 1,
                (Deed::Logout, true) => sessions -= 1,
                (_, false) => {}
            }
        }
        expected.extend(by_mark.into_iter().map(|((sql, _), happens)| (sql, i64::from(happens))));
        expected.push((format!("SELECT count(*) FROM users WHERE id = {user} AND display_name = '{name}'"), 1));
        expected.push((format!("SELECT count(*) FROM sessions WHERE user_id = {user}"), sessions));
        expected.push(("SELECT count(*) FROM rooms WHERE name = 'too much'".into(), 0));
        let library = key(&self.library);
        expected.push((
            format!(
                "SELECT CASE WHEN last_read_seq = joined_seq THEN 0 ELSE last_read_seq END FROM memberships
                   WHERE user_id = {user} AND room_id = {library}"
            ),
            read,
        ));
        let rows =
            expected.iter().enumerate().map(|(place, (sql, _))| format!("SELECT {place} AS place, ({sql}) AS n"));
        let rows: Vec<_> = rows.collect();
        let sql = format!("SELECT n FROM ({}) AS counts ORDER BY place", rows.join(" UNION ALL "));
        let found = spark.database.numbers(&sql).await;
        for ((sql, expected), found) in expected.iter().zip(found) {
            prop_assert_eq!(found, *expected, "{}\n{}", sql, told);
        }
        Ok(())
    }

    async fn sessions(&self, spark: &Spark) -> i64 {
        spark.database.number(&format!("SELECT count(*) FROM sessions WHERE user_id = {}", self.user())).await
    }

    async fn signs_in(&self, spark: &Spark) -> String {
        let query = "mutation($input: LoginInput!) { login(input: $input) { session { token } } }";
        let input = json!({"input": {"username": self.alice.name, "password": PASSWORD}});
        let answer = spark.post(None, query, input).await;
        answer["data"]["login"]["session"]["token"].as_str().unwrap().to_owned()
    }

    fn user(&self) -> i64 {
        self.alice.id.parse::<UserId>().unwrap().0
    }
}

fn key(room: &str) -> i64 {
    room.parse::<RoomId>().unwrap().0
}

/// What an answer with `data` says of a field, in its payload and in its errors: they agree, and one of them is there.
fn says_it_happened(answer: &Value, name: &str) -> Result<bool, TestCaseError> {
    let payload = &answer["data"][name];
    let errors = answer["errors"].as_array().into_iter().flatten();
    let of_field = errors.filter(|error| error["path"][0] == name).map(|error| &error["extensions"]["action"]);
    let said: Vec<_> = of_field.chain(Some(&payload["action"]).filter(|_| payload.is_object())).collect();
    prop_assert!(!said.is_empty(), "nothing is said of {}: {}", name, answer);
    let happened = said[0] == "COMMIT";
    for action in said {
        let expected = if happened { "COMMIT" } else { "ROLLBACK" };
        prop_assert_eq!(action, expected, "of {}: {}", name, answer);
    }
    Ok(happened)
}

/// Which of the calls should happen.
fn expect(calls: &[Call], signed_in: bool) -> Vec<bool> {
    // When the first one fails for nobody is there, there is nothing to say of the others but that.
    let stops = !signed_in && calls.first().is_some_and(|call| call.deed != Deed::Login);
    let mut is_there = signed_in;
    let one = |call: &Call| {
        let happens = !stops && call.is_right && (is_there || call.deed == Deed::Login);
        is_there &= call.deed != Deed::Logout || !happens;
        happens
    };
    calls.iter().map(one).collect()
}
