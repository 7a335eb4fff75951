//! The people of several histories, and the rooms in which they are beside the one that somebody leaves.

use crate::{
    attacks::departed::LATER,
    harness::{Person, Spark, person::Room},
};
use serde_json::json;

pub struct People {
    pub alice: Person,
    pub bob: Person,
    /// The one who leaves.
    pub carol: Person,
    pub dave: Person,
    /// A room in which all of them stay.
    pub pantry: Room,
    /// Of two: Alice and Bob, of whom Carol sees nothing.
    pub between: Room,
    /// Of two: Carol and Bob.
    pub couple: Room,
    /// Of two: Dave opened it, and Carol learns of it by his first message.
    pub opened: Room,
}

async fn opens(person: &Person, other: &Person) -> Room {
    let opened = person.does("openDirectRoom", json!({"userId": other.id}), "room { id }").await;
    opened["room"]["id"].as_str().unwrap().to_owned()
}

impl People {
    /// New ones: of the same for all histories there would be more numbers than in the room that is left.
    pub async fn come(spark: &Spark, generation: usize) -> Self {
        let names = ["alice", "bob", "carol", "dave"].map(|name| format!("{name}{generation}"));
        let [alice, bob, carol, dave] = spark.users(names.each_ref().map(String::as_str)).await;
        let pantry = alice.creates_room("PRIVATE", "Pantry", &[&bob, &carol, &dave]).await;
        let (between, couple) = (opens(&alice, &bob).await, opens(&carol, &bob).await);
        let opened = opens(&dave, &carol).await;
        Self { alice, bob, carol, dave, pantry, between, couple, opened }
    }

    pub fn ids(&self) -> [String; 4] {
        [&self.alice, &self.bob, &self.carol, &self.dave].map(|person| person.id.clone())
    }

    /// What happens beside the room: once before somebody left it, and once after.
    pub async fn go_on_elsewhere(&self, when: &str) {
        self.alice.sends(&self.pantry, &format!("{when}, in the pantry")).await;
        self.bob.sends(&self.couple, &format!("{when}, to Carol")).await;
        self.carol.sends(&self.couple, &format!("{when}, to Bob")).await;
        self.bob.sends(&self.between, &format!("{LATER} {when}, to Alice")).await;
    }
}
