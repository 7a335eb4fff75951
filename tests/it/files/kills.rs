//! The server is killed in the middle of each step that a file goes through. After the janitor's round the rows and the bytes agree,
//! and what was acknowledged is there.

use crate::harness::{
    Engine, Form, Person, Spark,
    form::UPLOAD,
    on_both_with_both_stores,
    person::fresh,
    process::{Process, ended, run_with},
    shelf::{self, Shelf},
    upload::picture,
};
use futures_util::future::join_all;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use spark::{
    clock::Clock,
    config::Serve,
    files::{Files, FilesAddress},
    store::KnownFile,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    task::yield_now,
    time::{sleep, timeout},
};

on_both_with_both_stores! {
    rows_and_bytes_agree_however_often_it_is_killed;
}

const UPLOADERS: usize = 4;
/// Of a file, in bytes.
const LENGTH: usize = 200_000;

/// Where it was killed, by what it left.
const STEPS: [&str; 4] = ["gone", "made", "receiving", "stored"];

/// When it is killed.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// While bytes come in.
    Receiving,
    /// While a picture is looked at.
    Made,
    /// While objects are written.
    Stored,
    /// While objects are taken away, which begins with the start.
    Gone,
    /// At any time.
    Any(Duration),
}

/// The names of what lies below a folder.
fn below(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            found.extend(below(&entry.path()));
        }
        found.insert(entry.file_name().into_string().unwrap());
    }
    found
}

/// Waits until the step is under way, once so many messages were sent; or for as long as it is likely to come.
async fn comes(step: Step, config: &Serve, dying: &[String], sent: &AtomicUsize, after: usize) {
    let enough = async {
        while sent.load(Ordering::Relaxed) < after {
            sleep(Duration::from_millis(1)).await;
        }
    };
    let _ = timeout(Duration::from_secs(5), enough).await;
    let incoming = shelf::incoming(config);
    let comes_in = |what: &str| below(&incoming).iter().any(|name| name.starts_with(what));
    let objects = async || shelf::objects(&config.files.files_url).await.len();
    let before = objects().await;
    let is_under_way = async || match step {
        Step::Receiving => comes_in("file-"),
        Step::Made => comes_in("made-"),
        Step::Stored => objects().await > before,
        Step::Gone => match &config.files.files_url {
            // That takes microseconds.
            FilesAddress::Directory(root) => {
                dying.iter().any(|name| !root.join("objects").join(&name[..2]).join(name).exists())
            }
            bucket => {
                let there = shelf::objects(bucket).await;
                dying.iter().any(|name| !there.contains(name))
            }
        },
        Step::Any(_) => true,
    };
    if let Step::Any(life) = step {
        // When it is killed is the fault.
        sleep(life).await;
    }
    let watch = async {
        while !is_under_way().await {
            match step {
                Step::Gone => yield_now().await,
                _ => sleep(Duration::from_micros(200)).await,
            }
        }
    };
    // What is dying is taken away as soon as the server has started, however long that takes.
    let is_certain = matches!(step, Step::Gone) && !dying.is_empty();
    let _ = timeout(Duration::from_secs(if is_certain { 10 } else { 1 }), watch).await;
}

/// What nothing shows any more.
async fn dying(spark: &Spark) -> Vec<KnownFile> {
    let dying = spark.database.numbers("SELECT id FROM files WHERE state = 'DYING'").await;
    let known = spark.config().database.database_url.list_files().await.unwrap();
    known.into_iter().filter(|file| dying.contains(&file.id.0)).collect()
}

/// In the middle of which steps it was, by what they left.
async fn left(spark: &Spark) -> Vec<&'static str> {
    let config = spark.config();
    let incoming = below(&shelf::incoming(config));
    let there = shelf::objects(&config.files.files_url).await;
    // A file is one object; a picture has two thumbnails as well.
    let objects = |file: &KnownFile| if file.byte_size.unsigned_abs() == LENGTH as u64 { 1 } else { 3 };
    let is_half_gone =
        |file: &KnownFile| there.iter().filter(|name| name.starts_with(&file.object)).count() < objects(file);
    let mut steps = Vec::new();
    for (step, was) in [
        ("receiving", incoming.iter().any(|name| name.starts_with("file-"))),
        ("made", incoming.iter().any(|name| name.starts_with("made-"))),
        ("stored", spark.database.number("SELECT count(*) FROM files WHERE state = 'STORING'").await > 0),
        ("gone", dying(spark).await.iter().any(is_half_gone)),
    ] {
        if was {
            steps.push(step);
        }
    }
    steps
}

/// Somebody who uploads, sends and deletes until nobody answers.
struct Uploader {
    person: Person,
    room: String,
    number: u8,
    /// What was sent and acknowledged: messages, and the bytes of their files that are to be served.
    sent: Vec<(Value, Vec<u8>)>,
    /// How many messages all of them sent.
    all: Arc<AtomicUsize>,
}

impl Uploader {
    async fn lives(&mut self, url: &str) {
        self.person = self.person.at(url);
        while self.step().await.is_some() {}
    }

    async fn asks(&self, form: Form) -> Option<Value> {
        let request = self.person.http.post(format!("{}/graphql", self.person.url)).bearer_auth(&self.person.token);
        let answer = request.header("content-type", Form::content_type()).body(form.end()).send().await.ok()?;
        let answer: Value = answer.json().await.ok()?;
        Some(answer["data"]["uploadAttachment"].clone())
    }

    /// A file and a picture, a message of both; every second message is deleted.
    async fn step(&mut self) -> Option<()> {
        self.number = self.number.wrapping_add(1);
        let text = vec![self.number; LENGTH];
        let id = |payload: &Value| payload["attachment"]["id"].as_str().map(str::to_owned);
        let input = json!({"clientMutationId": fresh()});
        let file = id(&self.asks(Form::upload(input.clone(), "a.bin", &text)).await?)?;
        let input = json!({"clientMutationId": fresh()});
        let shown = id(&self.asks(Form::upload(input, "a.png", picture(300, 200, self.number))).await?)?;
        let query = "mutation($input: SendMessageInput!) { sendMessage(input: $input) { action message { id seq } } }";
        let input =
            json!({"roomId": self.room, "body": "", "attachmentIds": [file, shown], "clientMutationId": fresh()});
        let answer = self.person.tries_to_ask(query, json!({"input": input})).await?;
        let message = answer["data"]["sendMessage"]["message"].clone();
        message.is_object().then_some(())?;
        self.all.fetch_add(1, Ordering::Relaxed);
        if self.number.is_multiple_of(2) {
            let query = "mutation($input: DeleteMessageInput!) { deleteMessage(input: $input) { action } }";
            let input = json!({"messageId": message["id"], "clientMutationId": fresh()});
            self.person.tries_to_ask(query, json!({"input": input})).await?;
        } else {
            self.sent.push((message, text));
        }
        Some(())
    }
}

async fn rows_and_bytes_agree_however_often_it_is_killed(spark: Spark) {
    let default = match (&*spark.database.shelf, spark.database.engine) {
        (Shelf::Directory(_), Engine::Sqlite) => 50,
        (Shelf::Directory(_), Engine::Postgres) => 20,
        (Shelf::Bucket { .. }, _) => 15,
    };
    let kills = std::env::var("SPARK_FILE_KILLS").map_or(default, |text| text.parse().unwrap());
    let mut rng = StdRng::seed_from_u64(11);
    let (mut uploaders, all) = (Vec::new(), Arc::new(AtomicUsize::new(0)));
    for n in 0..UPLOADERS {
        let person = spark.user(&format!("uploader{n}")).await;
        let attic = person.creates_room("PRIVATE", "Attic", &[]).await;
        let number = u8::try_from(n * 60).unwrap();
        uploaders.push(Uploader { person, room: attic, number, sent: Vec::new(), all: all.clone() });
    }
    spark.stop().await;
    let mut hit = BTreeMap::new();
    // As often as it takes to hit each.
    let mut kill = 0;
    while kill < kills || (kill < 4 * kills && hit.len() < STEPS.len()) {
        let (step, first) = match kill % 5 {
            0 => (Step::Receiving, rng.random_range(0..6)),
            1 => (Step::Made, rng.random_range(0..6)),
            2 => (Step::Stored, rng.random_range(0..6)),
            // Much of what is sent is deleted, and is taken away from the next start on.
            3 => (Step::Any(Duration::from_micros(rng.random_range(0..200_000))), 12),
            _ => (Step::Gone, 0),
        };
        let (config, sent) = (spark.config().clone(), all.clone());
        let after = all.load(Ordering::Relaxed) + first;
        let there = shelf::objects(&config.files.files_url).await;
        let dying = dying(&spark).await.into_iter().map(|file| file.object).filter(|object| there.contains(object));
        let dying: Vec<_> = dying.collect();
        let mut coming = tokio::spawn(async move { comes(step, &config, &dying, &sent, after).await });
        // What is dying goes while the server starts: who does not wait for it any more kills it.
        let begun = tokio::select! {
            process = serves(&spark) => Some(process),
            _ = &mut coming => None,
        };
        if let Some(mut process) = begun {
            let url = process.url.clone();
            let killing = async {
                coming.await.unwrap();
                process.kill().await;
            };
            tokio::join!(join_all(uploaders.iter_mut().map(|uploader| uploader.lives(&url))), killing);
        }
        for step in left(&spark).await {
            *hit.entry(step).or_insert(0) += 1;
        }
        kill += 1;
    }
    println!("of {kill} kills so many came in the middle of a step: {hit:?}");
    assert_eq!(hit.keys().copied().collect::<Vec<_>>(), STEPS, "not all were hit");
    // What the last one left where files come in, the next start removes.
    let process = serves(&spark).await;
    process.terminate().await;
    assert!(process.ended().await.status.success());
    Box::pin(agree(spark, uploaders)).await;
}

async fn serves(spark: &Spark) -> Process {
    Process::serve(&spark.database, &["--send-rate=0", "--change-rate=0", "--log=error"]).await
}

/// After the janitor's round.
async fn agree(spark: Spark, uploaders: Vec<Uploader>) {
    let clock = Clock::manual(Clock::system().now());
    let spark = Spark::start_on(spark.database.clone(), |_| {}).await;
    let parts = spark.in_parts_by(clock.clone()).await;
    clock.advance(Duration::from_secs(25 * 3_600));
    parts.clears_files().await;
    // What was given up in that round is taken away as any other.
    parts.clears_files().await;
    let files = Files::look(&spark.config().files.files_url).unwrap().unwrap();
    let there: BTreeMap<_, _> = {
        use futures_util::TryStreamExt;
        files.list().map_ok(|stored| (stored.name.0, stored.byte_size)).try_collect().await.unwrap()
    };
    let known = spark.config().database.database_url.list_files().await.unwrap();
    let mut expected = BTreeMap::new();
    for file in &known {
        assert!(file.is_stored, "{file:?}");
        expected.insert(file.object.clone(), Some(file.byte_size.unsigned_abs()));
        expected.extend(file.thumbnails.iter().map(|edge| (format!("{}-{edge}", file.object), None)));
    }
    assert_eq!(there.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (name, length) in expected {
        assert!(length.is_none_or(|length| there[&name] == length), "{name}");
    }
    // Two servers are alive; no file is under way.
    let under_way = below(&shelf::incoming(spark.config()));
    assert!(under_way.iter().all(|name| name == "lock" || name.starts_with("spark-incoming-")), "{under_way:?}");
    let mut sent = 0;
    for uploader in uploaders {
        let person = uploader.person.at(&spark.url);
        for (message, text) in uploader.sent {
            let query = "query($id: ID!) { node(id: $id) { ... on Message { attachments { url } } } }";
            let answer = person.ask(query, json!({"id": message["id"]})).await;
            let attachments = &answer["data"]["node"]["attachments"];
            let url = attachments[0]["url"].as_str().unwrap_or_else(|| panic!("{answer}"));
            let bytes = person.http.get(url).send().await.unwrap().bytes().await.unwrap();
            assert!(bytes == text, "{message}");
            sent += 1;
        }
    }
    println!("{} files stand, {sent} messages were acknowledged", known.len());
    assert!(sent > 0, "{UPLOAD}");
    assert_eq!(spark.wrong().await, Vec::<String>::new());
    let doctor = ["doctor", "--database-url", &spark.database.url, &spark.database.files_flag()];
    let (code, _, said) = ended(&run_with(&doctor, &spark.database.shelf.variables()).await);
    assert_eq!(code, Some(0), "{said}");
}
