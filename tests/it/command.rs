//! The `spark` command: what it prints, and the codes it ends with.

use crate::harness::{
    PATIENCE, Person, Spark,
    database::Database,
    on_both, on_sqlite, on_their_own,
    process::{Process, complains, ended, run},
};
use serde_json::{Value, json};
use tokio::time::timeout;

on_their_own! {
    the_schema_is_printed;
    wrong_usage_is_told_in_one_line;
    the_demo_is_for_this_machine_only;
    what_cannot_work_is_told_in_one_line;
}

on_both! {
    migrate_makes_a_database_and_leaves_one_that_is_there;
    grant_makes_an_admin_while_the_server_runs;
    the_demo_is_made_once;
    a_database_is_served_by_one;
    a_log_that_nobody_watches_is_json;
}

on_sqlite! {
    a_hangup_reads_the_filter_again;
    the_store_of_files_is_tried_without_a_trace;
}

async fn the_schema_is_printed() {
    let (code, out, err) = ended(&run(&["schema"]).await);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out == include_str!("../../schema.graphql"), "run `make schema`");
}

async fn wrong_usage_is_told_in_one_line() {
    for args in [
        &[][..],
        &["nonsense"],
        &["admin"],
        &["admin", "grant"],
        &["serve", "--nonsense"],
        &["serve", "--listen=nowhere"],
        &["serve", "--send-rate=-1"],
        &["serve", "--public-url=nowhere"],
        &["serve", "--trusted-proxy=nowhere"],
        &["serve", "--metrics-listen=nowhere"],
        &["serve", "--max-user-sockets=-1"],
        &["serve", "--max-address-connections=many"],
        &["serve", "--change-rate=1.5"],
        &["serve", "--address-login-rate="],
        &["serve", "--database-wait=soon"],
        &["serve", "--files-url=somewhere"],
        &["serve", "--files-url=file:"],
        &["serve", "--files-url=s3://"],
        &["serve", "--max-file-bytes=0"],
        &["serve", "--max-file-bytes=2147483648"],
        &["serve", "--max-user-files-bytes=-1"],
        &["serve", "--database-url=sqlite://a.db", "--database-url-file=b"],
        &["serve", "--log=spark=nonsense=nonsense"],
        &["migrate", "--database-url=mysql://nowhere"],
        &["schema", "extra"],
    ] {
        complains(args, 2).await;
    }
    let (code, out, err) = ended(&run(&["serve", "--help"]).await);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    // What the README's table has is what is told here.
    for (flag, variable) in flags() {
        assert!(out.contains(&flag) && out.contains(&format!("[env: {variable}")), "{flag}: {out}");
    }
    assert_eq!(run(&["--version"]).await.status.code(), Some(0));
}

/// The flags of the README's table, which `documents` holds against the command, with their variables.
fn flags() -> Vec<(String, String)> {
    let rows = include_str!("../../README.md").lines().filter_map(|line| line.strip_prefix("| `"));
    let rows: Vec<_> = rows.filter(|row| row.starts_with("--")).collect();
    let cell = |row: &str, n: usize| row.split('`').nth(n).unwrap().to_owned();
    rows.into_iter().map(|row| (cell(row, 0), cell(row, 2))).collect()
}

async fn the_demo_is_for_this_machine_only() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/demo.db", folder.path().display());
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080"] {
        let args = ["serve", "--demo", "--database-url", &url, "--listen", address];
        assert!(complains(&args, 1).await.contains("--demo"), "{address}");
    }
    assert!(!folder.path().join("demo.db").exists(), "refused before anything is made");
}

async fn what_cannot_work_is_told_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let missing = format!("sqlite://{}/no/such/folder/spark.db", folder.path().display());
    for args in
        [&["migrate", "--database-url", &missing][..], &["serve", "--listen=127.0.0.1:0", "--database-url", &missing]]
    {
        complains(args, 1).await;
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, url) =
        (taken.local_addr().unwrap().to_string(), format!("sqlite://{}/spark.db", folder.path().display()));
    let error = complains(&["serve", "--log=error", "--listen", &address, "--database-url", &url], 1).await;
    assert!(error.contains("--listen"), "{error}");
    let operators =
        ["serve", "--log=error", "--listen=127.0.0.1:0", "--metrics-listen", &address, "--database-url", &url];
    let error = complains(&operators, 1).await;
    assert!(error.contains("--metrics-listen (SPARK_METRICS_LISTEN)"), "{error}");
}

async fn migrate_makes_a_database_and_leaves_one_that_is_there(spark: Spark) {
    let fresh = Database::create(spark.database.engine).await;
    for _ in 0..2 {
        let (code, _, err) = ended(&run(&["migrate", "--log=warn", "--database-url", &fresh.url]).await);
        assert_eq!((code, err.as_str()), (Some(0), ""));
        assert_eq!(fresh.number("SELECT count(*) FROM messages").await, 0);
    }
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let (code, ..) = ended(&run(&["migrate", "--database-url", &spark.database.url]).await);
    assert_eq!(code, Some(0));
    assert_eq!(alice.sends(&room, "still here").await["seq"], 2);
}

async fn the_store_of_files_is_tried_without_a_trace(spark: Spark) {
    let folder = tempfile::tempdir().unwrap();
    let check = async |files: &str| {
        let files = format!("--files-url={files}");
        ended(&run(&["check", "--listen=127.0.0.1:0", "--database-url", &spark.database.url, &files]).await)
    };
    let missing = folder.path().join("deep/files");
    let (code, out, err) = check(&format!("file:{}", missing.display())).await;
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("is not there; spark serve makes it"), "{out}");
    assert!(!folder.path().join("deep").exists(), "it was made");
    let (code, out, err) = check(&format!("file:{}", folder.path().display())).await;
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("can be written"), "{out}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "something was left there");
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    for wrong in [file.clone(), file.join("below")] {
        let (code, _, err) = check(&format!("file:{}", wrong.display())).await;
        assert_eq!(code, Some(1), "{err}");
        assert!(
            err.contains("--files-url (SPARK_FILES_URL)") || err.contains("(--files-url, SPARK_FILES_URL)"),
            "{err}"
        );
    }
    let (code, out, _) = check("none").await;
    assert_eq!((code, out.contains("files: none are kept")), (Some(0), true), "{out}");
}

async fn role(person: &Person) -> Value {
    person.reads("{ viewer { role } }", json!({})).await["viewer"]["role"].clone()
}

async fn grant_makes_an_admin_while_the_server_runs(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    assert_eq!(role(&alice).await, "MEMBER");
    let grant = async |name: &str| run(&["admin", "grant", name, "--database-url", &spark.database.url]).await;
    // Twice, and however the name is written.
    for name in ["alice", "ALICE", " Alice "] {
        let (code, out, err) = ended(&grant(name).await);
        assert_eq!((code, out.as_str()), (Some(0), "alice is an admin\n"), "{err}");
        assert_eq!((role(&alice).await, role(&bob).await), (json!("ADMIN"), json!("MEMBER")));
    }
    let error = complains(&["admin", "grant", "nobody", "--database-url", &spark.database.url], 1).await;
    assert!(error.contains("nobody"), "{error}");
}

/// Everything of somebody's rooms, by the password of the demo.
async fn looks_around(spark: &Spark, url: &str, username: &str) -> Value {
    let login = "mutation($input: LoginInput!) { login(input: $input) { action session { token } } }";
    let input = json!({"input": {"username": username, "password": "spark-demo"}});
    let post = async |token, query, input| crate::harness::post(&spark.http, url, token, query, input).await;
    let answer = post(None, login, input).await;
    let token = answer["data"]["login"]["session"]["token"].as_str().unwrap_or_else(|| panic!("{username}: {answer}"));
    let query =
        "{ viewer { username role } memberships(first: 10) { nodes { room { id name messages { nodes { id body } }
        members { nodes { user { username } } } } } } }";
    let seen = post(Some(token), query, json!({})).await;
    assert!(seen.get("errors").is_none(), "{seen}");
    seen["data"].clone()
}

async fn the_demo_is_made_once(spark: Spark) {
    let mut process = spark.gives_way(&["--demo"]).await;
    let mut seen = Vec::new();
    for _ in 0..2 {
        let mut people = Vec::new();
        for name in ["alice", "bob", "carol"] {
            let data = looks_around(&spark, &process.url, name).await;
            assert_eq!(data["viewer"]["role"], if name == "alice" { "ADMIN" } else { "MEMBER" });
            assert!(!data["memberships"]["nodes"].as_array().unwrap().is_empty());
            people.push(data);
        }
        seen.push(people);
        process.terminate().await;
        assert_eq!(process.ended().await.status.code(), Some(0));
        process = Process::serve(&spark.database, &["--demo"]).await;
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(spark.database.number("SELECT count(*) FROM users").await, 3);
}

async fn a_log_that_nobody_watches_is_json(spark: Spark) {
    let process = spark.gives_way(&["--log=info"]).await;
    process.terminate().await;
    let (code, out, err) = ended(&process.ended().await);
    assert_eq!((code, out.as_str()), (Some(0), ""));
    let lines: Vec<Value> = err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().all(|line| line["level"].is_string() && line["timestamp"].is_string()), "{err}");
    assert!(lines.iter().any(|line| line["message"] == "stopping"), "{err}");
    // Whatever is logged, the line that says where it listens is printed: or this would not go on.
    let quiet = Process::serve(&spark.database, &["--log=off"]).await;
    quiet.terminate().await;
    assert_eq!(ended(&quiet.ended().await), (Some(0), String::new(), String::new()));
}

async fn a_hangup_reads_the_filter_again(spark: Spark) {
    spark.stop().await;
    let file = spark.database.beside("filter");
    let named = format!("--log-filter-file={}", file.display());
    std::fs::write(&file, "off\n").unwrap();
    let mut process = Process::serve(&spark.database, &[&named, "--log=info"]).await;
    let mut log = process.log();
    let mut line = async || timeout(PATIENCE, log.next_line()).await.expect("silence").unwrap();
    for (filter, said) in [
        ("info", "read again: info"),
        ("spark=nonsense=nonsense", "is no filter"),
        ("", "is empty"),
        (" ,\n", "is empty"),
        // It says so even where nothing else is logged any more.
        ("inof", "read again: inof"),
        ("info,inof", "read again: info,inof"),
        ("error", "read again: error"),
        ("axum,spark::store=debug,audit,off", "read again: axum"),
        ("off", "read again: off"),
    ] {
        std::fs::write(&file, filter).unwrap();
        process.signals("HUP").await;
        let told = line().await.unwrap();
        assert!(told.contains(said), "{filter}: {told}");
        if filter.contains("inof") {
            let warned = line().await.unwrap();
            assert!(warned.contains("inof, which is no level"), "{warned}");
        }
    }
    process.terminate().await;
    assert_eq!(line().await, None, "that it stops is not logged any more");
    assert_eq!(process.ended().await.status.code(), Some(0));

    // Without a file there is nothing new to read, and the server goes on.
    let mut process = Process::serve(&spark.database, &["--log=info"]).await;
    process.signals("HUP").await;
    let mut log = process.log();
    while !timeout(PATIENCE, log.next_line()).await.expect("silence").unwrap().unwrap().contains("read again") {}
    process.terminate().await;
    assert_eq!(process.ended().await.status.code(), Some(0));
    std::fs::remove_file(&file).unwrap();
    let said = complains(&["migrate", &named, "--database-url", &spark.database.url], 2).await;
    assert!(said.contains("SPARK_LOG_FILTER_FILE"), "{said}");
    std::fs::write(&file, "\n").unwrap();
    let said = complains(&["migrate", &named, "--database-url", &spark.database.url], 2).await;
    assert!(said.contains("is empty"), "{said}");
    // What is wrong is said once.
    for filter in ["spark=nonsense", "spark=nonsense=nonsense", "[", "spark[=info"] {
        let said = complains(&["schema", &format!("--log={filter}")], 2).await;
        let words: Vec<_> = said.split(": ").collect();
        let once: std::collections::HashSet<_> = words.iter().collect();
        assert_eq!(words.len(), once.len(), "{said}");
    }
}

async fn a_database_is_served_by_one(spark: Spark) {
    let mut first = spark.gives_way(&[]).await;
    let second = ["serve", "--listen=127.0.0.1:0", "--database-url", &spark.database.url];
    let told = complains(&second, 1).await;
    assert!(told.contains("another Spark serves this database"), "{told}");
    // `spark migrate` is no server, and the first one goes on.
    assert_eq!(ended(&run(&["migrate", "--database-url", &spark.database.url]).await).0, Some(0));
    assert!(spark.http.get(format!("{}/readyz", first.url)).send().await.unwrap().status().is_success());
    // Whoever is killed leaves no lock behind.
    first.kill().await;
    let next = Process::serve(&spark.database, &[]).await;
    next.terminate().await;
    assert_eq!(next.ended().await.status.code(), Some(0));
}
