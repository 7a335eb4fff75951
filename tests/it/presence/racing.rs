//! Who changes how they look while they come into a room, on a database on which others write meanwhile.

mod postgres {
    use crate::harness::{
        Engine, Spark,
        holding::{Hold, hears_looks, is_apart, is_told, looks_otherwise, somebody_apart},
        on_their_own,
    };
    use serde_json::{Value, json};
    use spark::ids::RoomId;

    on_their_own! {
        who_comes_in_is_seen_as_they_look;
    }

    async fn who_comes_in_is_seen_as_they_look() {
        let spark = Spark::start(Engine::Postgres).await;
        let alice = somebody_apart(&spark, "alice").await;
        let mut square = alice.creates_room("PUBLIC", "Square", &[]).await;
        while !is_apart(square.parse::<RoomId>().unwrap().0) {
            square = alice.creates_room("PUBLIC", "Square", &[]).await;
        }
        let mut alices = hears_looks(&alice).await;
        let mut count = 0;
        for way in ["joins", "is added", "comes with the room"] {
            for field in ["statusText", "displayName"] {
                count += 1;
                let newcomer = spark.user(&format!("newcomer{count}")).await;
                let (text, id) = (format!("{way} {field}"), format!("in-{count}"));
                let comes = async || {
                    let (person, mutation, input): (_, _, Value) = match way {
                        "joins" => (&newcomer, "joinRoom", json!({"roomId": square})),
                        "is added" => (&alice, "addMembers", json!({"roomId": square, "userIds": [newcomer.id]})),
                        _ => (&alice, "createRoom", json!({"name": text, "memberIds": [newcomer.id]})),
                    };
                    let mut input = input;
                    input["clientMutationId"] = json!(id);
                    person.does(mutation, input, "").await
                };
                let whose = if way == "joins" { &newcomer } else { &alice };
                let hold = Hold::on(&spark, whose, &id).await;
                let (_, (), ()) = tokio::join!(
                    comes(),
                    async {
                        spark.database.waits_for_locks(1).await;
                        looks_otherwise(&newcomer, field, &text, None).await;
                    },
                    async {
                        // Both wait: who comes in for the story, and how they look for their coming.
                        spark.database.waits_for_locks(2).await;
                        hold.ends().await;
                    }
                );
                is_told(&mut alices, &alice, &newcomer, field, &text).await;
            }
        }
    }
}
