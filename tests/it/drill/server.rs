//! A server that is backed up, killed, stopped and restored by the commands for it.

use super::{
    device::Address,
    load::{Ledger, Square},
};
use crate::harness::{
    database::Database,
    eventually,
    process::{Process, ended, run, succeeds},
};
use std::path::PathBuf;
use tokio::sync::watch;

/// A file, and what was acknowledged before it was begun.
pub struct Backup {
    file: PathBuf,
    ledger: Ledger,
}

/// Where the server is, or will be again.
pub struct Place {
    pub database: Database,
    process: Option<Process>,
    tells: watch::Sender<Option<String>>,
}

impl Place {
    pub async fn opens(database: Database) -> (Self, Address) {
        let (tells, address) = watch::channel(None);
        let mut place = Self { database, process: None, tells };
        place.serves().await;
        (place, address)
    }

    pub async fn serves(&mut self) {
        let free = [
            "--send-rate=0",
            "--change-rate=0",
            "--login-rate=0",
            "--address-login-rate=0",
            "--register-rate=0",
            "--log=error",
        ];
        let process = Process::serve(&self.database, &free).await;
        self.tells.send_replace(Some(process.url.clone()));
        self.process = Some(process);
    }

    pub async fn kills(&mut self) {
        self.process.take().unwrap().kill().await;
        self.tells.send_replace(None);
    }

    pub async fn stops(&mut self) {
        let process = self.process.take().unwrap();
        process.terminate().await;
        let (code, _, log) = ended(&process.ended().await);
        self.tells.send_replace(None);
        assert_eq!((code, log.as_str()), (Some(0), ""));
        let folder = self.database.folder();
        assert!(!folder.contains(&"spark.db-wal".to_owned()), "{folder:?}");
    }

    pub async fn backs_up(&self, round: u64, square: &Square) -> Backup {
        let (ledger, file) = (square.ledger(), self.database.beside(&format!("backup{round}.db")));
        succeeds(&["backup", file.to_str().unwrap(), "--database-url", &self.database.url]).await;
        Backup { file, ledger }
    }

    /// Puts it in place of what there is.
    pub async fn restores(&self, backup: &Backup, keeps_sessions: bool, square: &Square) {
        let mut args = vec!["restore", backup.file.to_str().unwrap(), "--database-url", &self.database.url];
        if keeps_sessions {
            args.push("--keep-sessions");
        }
        // What it replaces gets a name with the second in it.
        eventually("another second", async || match ended(&run(&args).await) {
            (Some(0), ..) => Ok(()),
            said => Err(said),
        })
        .await;
        square.falls_back_to(&backup.ledger);
    }
}
