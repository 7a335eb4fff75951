//! A streaming replica of a PostgreSQL server is refused, and served once it is a primary server.

mod postgres {
    use crate::harness::{PATIENCE, on_their_own};
    use tokio::{process::Command, time::timeout};

    on_their_own! {
        a_replica_is_refused_in_one_sentence;
    }

    async fn a_replica_is_refused_in_one_sentence() {
        let mut script = Command::new("scripts/with-postgres");
        script.args(["tests/it/keeping/replica.sh", env!("CARGO_BIN_EXE_spark")]).kill_on_drop(true);
        script.current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("SPARK_TEST_POSTGRES_URL");
        let output = timeout(3 * PATIENCE, script.output()).await.expect("it does not end").unwrap();
        let (said, log) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{said}\n{log}");
        let mut lines = said.lines().skip_while(|line| !line.contains("version"));
        assert!(lines.next().is_some(), "the primary server is brought up to date: {said}");
        for command in ["serve", "migrate", "check", "admin", "doctor"] {
            let mut why = lines.next().unwrap();
            while ["flags: ", "files: ", "address: "].iter().any(|other| why.starts_with(other)) {
                why = lines.next().unwrap();
            }
            assert!(why.starts_with("spark: ") && why.contains("is a replica"), "{said}");
            assert!(why.contains("--database-url (SPARK_DATABASE_URL)"), "{said}");
            let code = lines.find(|line| !line.starts_with("address: ")).unwrap();
            assert_eq!(code, format!("$ {command}: 1"), "{said}");
        }
        let [served, code] = [lines.next().unwrap(), lines.next().unwrap()];
        assert!(served.contains("is up to date") && code == "$ migrate: 0", "{said}");
    }
}
