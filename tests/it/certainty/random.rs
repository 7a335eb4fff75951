//! COMMITs that are lost, held up and cut off at random, while people write, come, go and read. Afterwards, with no further event,
//! every listener has everything, counts are what a recount says, and statuses are the truth.
//!
//! `SPARK_CERTAINTY_SECONDS` is for how long, `SPARK_CERTAINTY_SEED` chooses what happens.

mod postgres {
    use super::super::{behind_a_proxy, knows_all};
    use crate::harness::{Feed, Person, Spark, eventually, on_their_own, proxy::Deed};
    use futures_util::future::join_all;
    use rand::{RngExt, SeedableRng, rngs::StdRng};
    use serde_json::{Value, json};
    use spark::sync::Mutex;
    use std::{
        collections::HashMap,
        env,
        sync::Arc,
        time::{Duration, Instant},
    };

    on_their_own! {
        everything_is_told_in_the_end;
    }

    const PEOPLE: usize = 30;
    const ROOMS: usize = 8;
    const OWN: &str = "subscription { userEvents { __typename
        ... on UserStatusChanged { user { username statusText } }
        ... on UnreadCountChanged { roomId unreadCount }
        ... on MembershipAdded { membership { roomId unreadCount } }
        ... on MembershipRemoved { roomId } } }";
    const ROOM_EVENTS: &str = "subscription { roomEvents { __typename ... on RoomEvent { roomId seq }
        ... on MemberLeft { user { username } } ... on MemberJoined { member { user { username } } } } }";

    /// What somebody was told.
    #[derive(Default)]
    struct Heard {
        /// Of each room the newest number; none while they are out of it.
        rooms: HashMap<String, Option<i64>>,
        unread: HashMap<String, i64>,
        statuses: HashMap<String, String>,
        wrong: Vec<String>,
    }

    impl Heard {
        fn room_event(&mut self, own: &str, item: &Value) {
            let (Some(room), Some(seq)) = (item["roomId"].as_str(), item["seq"].as_i64()) else {
                return self.wrong.push(item.to_string());
            };
            let known = self.rooms.entry(room.to_owned()).or_default();
            if known.is_some_and(|known| seq != known + 1) {
                self.wrong.push(format!("{own} in {room}: {seq} after {known:?}"));
            }
            let leaves = item["__typename"] == "MemberLeft" && item["user"]["username"] == own;
            *known = (!leaves).then_some(seq);
        }

        fn own_event(&mut self, item: &Value) {
            let room = |of: &Value| of["roomId"].as_str().unwrap_or_default().to_owned();
            match item["__typename"].as_str().unwrap_or_default() {
                "UserStatusChanged" => {
                    let user = &item["user"];
                    let text = user["statusText"].as_str().unwrap_or_default().to_owned();
                    self.statuses.insert(user["username"].as_str().unwrap_or_default().to_owned(), text);
                }
                "UnreadCountChanged" => {
                    self.unread.insert(room(item), item["unreadCount"].as_i64().unwrap_or(-1));
                }
                "MembershipAdded" => {
                    let membership = &item["membership"];
                    self.unread.insert(room(membership), membership["unreadCount"].as_i64().unwrap_or(-1));
                }
                "MembershipRemoved" => {
                    self.unread.remove(&room(item));
                }
                // Who is told of a joining late is told anew how people look.
                "ProfileChanged" => {}
                _ => self.wrong.push(item.to_string()),
            }
        }
    }

    /// Listens for as long as the story is told.
    async fn listens(person: &Person) -> Arc<Mutex<Heard>> {
        let heard = Arc::<Mutex<Heard>>::default();
        for query in [OWN, ROOM_EVENTS] {
            let mut socket = person.connects().await;
            socket.hears_statuses = true;
            let mut feed = Feed::begin(socket, query, json!({})).await;
            assert_eq!(feed.next().await["__typename"], "StreamReady");
            let (own, heard) = (person.name.clone(), heard.clone());
            tokio::spawn(async move {
                loop {
                    let item = feed.next().await;
                    if item.get("close").is_some() {
                        return;
                    }
                    let mut heard = heard.lock();
                    if query == OWN { heard.own_event(&item) } else { heard.room_event(&own, &item) }
                }
            });
        }
        heard
    }

    /// Calls until it is known what came of it.
    async fn settles(person: &Person, mutation: &str, mut input: Value, id: String) -> Value {
        input["clientMutationId"] = json!(id);
        let mut payload = Value::Null;
        eventually("an answer", async || {
            payload = person.tries(mutation, input.clone(), "").await;
            if payload["action"] == "RETRY" { Err(payload.clone()) } else { Ok(()) }
        })
        .await;
        payload
    }

    /// Does things at random until it is time to stop; what they say of themselves in the end.
    async fn lives(person: &Person, lobby: &str, rooms: &[String], mut rng: StdRng, until: Instant) -> Option<String> {
        let mut says = None;
        let mut n = 0;
        while Instant::now() < until {
            n += 1;
            let (id, room) = (format!("{} {n}", person.name), rooms[rng.random_range(0..rooms.len())].as_str());
            let within = if rng.random_bool(0.3) { lobby } else { room };
            match rng.random_range(0..12) {
                0..5 => {
                    let input = json!({"roomId": within, "body": format!("{n} by {}", person.name)});
                    settles(person, "sendMessage", input, id).await;
                }
                5 => drop(settles(person, "joinRoom", json!({"roomId": room}), id).await),
                6 => drop(settles(person, "leaveRoom", json!({"roomId": room}), id).await),
                7 | 8 => {
                    let newest = person.ask(LATEST, json!({"room": within})).await["data"]["room"]["latestSeq"].clone();
                    if newest.is_i64() {
                        settles(person, "markRead", json!({"roomId": within, "seq": newest}), id).await;
                    }
                }
                9 => {
                    let input = json!({"status": "BUSY", "text": id});
                    if settles(person, "setStatus", input, id.clone()).await["action"] == "COMMIT" {
                        says = Some(id);
                    }
                }
                10 => drop(person.ask("{ loginSync { totalUnread } }", json!({})).await),
                // Nobody writes all the time.
                _ => tokio::time::sleep(Duration::from_millis(rng.random_range(0..50))).await,
            }
        }
        says
    }

    const LATEST: &str = "query($room: ID!) { room(id: $room) { latestSeq } }";
    const TRUTH: &str =
        "{ loginSync { memberships(first: 1000) { nodes { roomId unreadCount room { latestSeq } } } } }";

    /// What somebody was told is all that there is.
    async fn has_everything(
        person: &Person,
        heard: &Mutex<Heard>,
        statuses: &HashMap<String, String>,
    ) -> Result<(), String> {
        let answer = person.ask(TRUTH, json!({})).await;
        let Some(memberships) = answer["data"]["loginSync"]["memberships"]["nodes"].as_array() else {
            return Err(answer.to_string());
        };
        let heard = heard.lock();
        let name = &person.name;
        for membership in memberships {
            let room = membership["roomId"].as_str().unwrap();
            let latest = membership["room"]["latestSeq"].as_i64();
            // Whoever was in a room before they listened and heard nothing since has nothing to hear.
            let known = heard.rooms.get(room).copied().flatten();
            if known != latest {
                return Err(format!("{name} has heard {known:?} of {latest:?} in {room}"));
            }
            let (told, unread) = (heard.unread.get(room).copied(), membership["unreadCount"].as_i64());
            if told.is_some() && told != unread {
                return Err(format!("{name} was told {told:?} unread of {unread:?} in {room}"));
            }
        }
        for (user, text) in statuses {
            if heard.statuses.get(user) != Some(text) {
                return Err(format!("{name} was told {:?} of {user}, who says {text}", heard.statuses.get(user)));
            }
        }
        Ok(())
    }

    async fn makes_people_and_rooms(spark: &Spark) -> (Vec<Person>, String, Vec<String>) {
        let mut people = Vec::new();
        for n in 0..PEOPLE {
            people.push(spark.user(&format!("person{n}")).await);
        }
        let members: Vec<_> = people[1..].iter().collect();
        let lobby = people[0].creates_room("PUBLIC", "Lobby", &members).await;
        let mut rooms = Vec::new();
        for n in 0..ROOMS {
            rooms.push(people[n].creates_room("PUBLIC", "Hall", &[&people[n + 1]]).await);
        }
        (people, lobby, rooms)
    }

    async fn everything_is_told_in_the_end() {
        let number = |name: &str, else_: u64| env::var(name).ok().map_or(else_, |text| text.parse().unwrap());
        let (seconds, seed) = (number("SPARK_CERTAINTY_SECONDS", 15), number("SPARK_CERTAINTY_SEED", 7));
        println!("SPARK_CERTAINTY_SECONDS={seconds} SPARK_CERTAINTY_SEED={seed}");
        let (spark, proxy) = behind_a_proxy().await;
        let (people, lobby, rooms) = makes_people_and_rooms(&spark).await;
        let heard = join_all(people.iter().map(listens)).await;
        // So that everybody has heard of each room they are in.
        for (n, room) in rooms.iter().enumerate() {
            people[n].sends(room, "it begins").await;
        }
        people[0].sends(&lobby, "it begins").await;
        let mut rng = StdRng::seed_from_u64(seed);
        let (until, mut fate) = (Instant::now() + Duration::from_secs(seconds), StdRng::from_rng(&mut rng));
        proxy.leaves_to_chance(move || match fate.random_range(0..100) {
            0..6 => Some(Deed::Lose),
            6..8 => Some(Deed::Swallow),
            8..11 => Some(Deed::Delay(Duration::from_millis(fate.random_range(0..2_000)))),
            _ => None,
        });
        let mut restarts = StdRng::from_rng(&mut rng);
        let living = people.iter().map(|person| {
            let rng = StdRng::from_rng(&mut rng);
            lives(person, &lobby, &rooms, rng, until)
        });
        let restarting = async {
            while Instant::now() < until {
                // When everybody is cut off is the fault.
                tokio::time::sleep(Duration::from_millis(restarts.random_range(500..4_000))).await;
                proxy.cuts_all();
            }
            proxy.forgets();
        };
        let (says, ()) = tokio::join!(join_all(living), restarting);
        let statuses = people.iter().zip(says).filter_map(|(who, says)| Some((who.name.clone(), says?))).collect();
        let begun = Instant::now();
        for (person, heard) in people.iter().zip(&heard) {
            eventually("everything", async || has_everything(person, heard, &statuses).await).await;
        }
        // How people look may have been heard by its own event, and is published once more.
        knows_all(&spark).await;
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(5), "it took {took:?}");
        let wrong: Vec<_> = heard.iter().flat_map(|heard| heard.lock().wrong.clone()).collect();
        assert_eq!(wrong, [""; 0]);
        assert_eq!(spark.wrong().await, [""; 0]);
        assert!(spark.metric("commits_unknown_total{kind=\"committed\"}").await > 0);
        assert_eq!(
            spark.metric("untold_rooms_total").await,
            0,
            "what was committed was published without being looked for"
        );
    }
}
