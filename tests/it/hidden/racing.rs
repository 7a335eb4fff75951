//! Who changes how they look while a room of two is shown, on a database on which others write meanwhile.

mod postgres {
    use crate::harness::{
        Engine, Spark,
        holding::{Hold, hears_looks, is_apart, is_told, looks_otherwise},
        on_their_own,
    };
    use spark::ids::RoomId;

    on_their_own! {
        what_is_shown_is_shown_with_how_the_other_looks;
    }

    async fn what_is_shown_is_shown_with_how_the_other_looks() {
        let spark = Spark::start(Engine::Postgres).await;
        let alice = spark.user("alice").await;
        let mut bob = spark.user("bob").await;
        let (mut room, _) = alice.opens(&bob).await;
        while !is_apart(room.parse::<RoomId>().unwrap().0) {
            bob = spark.user(&format!("{}b", bob.name)).await;
            (room, _) = alice.opens(&bob).await;
        }
        alice.sends(&room, "Hello?").await;
        let mut bobs = hears_looks(&bob).await;
        for (n, way) in ["her word", "his word", "opens", "takes out"].into_iter().enumerate() {
            bob.hides(&room, true).await;
            let (text, id) = (format!("meanwhile {n}"), format!("status-{n}"));
            let hold = Hold::on(&spark, &alice, &id).await;
            let ((), (), ()) = tokio::join!(
                looks_otherwise(&alice, "statusText", &text, Some(&id)),
                async {
                    spark.database.waits_for_locks(1).await;
                    match way {
                        "her word" => drop(alice.sends(&room, "Still there?").await),
                        "his word" => drop(bob.sends(&room, "Yes.").await),
                        "opens" => drop(bob.opens(&alice).await),
                        _ => drop(bob.hides(&room, false).await),
                    }
                },
                async {
                    spark.database.waits_for_locks(2).await;
                    hold.ends().await;
                }
            );
            is_told(&mut bobs, &bob, &alice, "statusText", &text).await;
        }
    }
}
