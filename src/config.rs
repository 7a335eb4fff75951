//! The command line and its environment. Every flag is also a variable, and `--help` explains each.
//!
//! To add a flag: a field with its `arg` here, a line of the README's table, and what `spark check` tries of it. CONTRIBUTING.md
//! has every step.

mod place;

pub use place::FilesPlace;

use crate::{
    actions::{filing::FileLimits, rates::RateLimits},
    files::FilesAddress,
    graphql::limits::Limits,
    store::{Address, BadAddress},
};
use anyhow::{Context, ensure};
use clap::{Arg, Args, Parser, Subcommand, ValueEnum, builder::TypedValueParser, error::ErrorKind, value_parser};
use ipnet::IpNet;
use std::{ffi::OsStr, fmt::Display, net::SocketAddr, path::PathBuf, str::FromStr, time::Duration};
use url::{Host, Url};

/// A messaging server that decides everything itself.
#[derive(Parser, Debug)]
#[command(name = "spark", version, about, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub logging: Logging,
}

/// What is logged, and how.
#[derive(Args, Clone, Debug)]
pub struct Logging {
    /// What is logged on standard error: a filter of `tracing`, such as `info` or `spark=debug`.
    #[arg(long, env = "SPARK_LOG", default_value = "info", global = true)]
    pub log: String,
    /// A file with that filter in it, which a server reads again on SIGHUP. Comes before --log.
    #[arg(long, env = "SPARK_LOG_FILTER_FILE", global = true)]
    pub log_filter_file: Option<PathBuf>,
    /// How it is logged: text, or a JSON object a line; by default text at a terminal and JSON elsewhere.
    #[arg(long, env = "SPARK_LOG_FORMAT", global = true)]
    pub log_format: Option<LogFormat>,
}

/// The form of a line of the log.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Serve the API.
    Serve(Serve),
    /// Print the schema in SDL.
    Schema,
    /// Bring the database up to date, and stop.
    Migrate(Database),
    /// Look after the server.
    #[command(subcommand)]
    Admin(Admin),
    /// Read the configuration and try what it names, without serving. Takes what serve takes.
    Check(Serve),
    /// Write a whole copy of the database to a file, also beside a running server.
    Backup {
        /// Where to; it must not be there yet.
        file: PathBuf,
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        files: FilesPlace,
    },
    /// Put a backup in the place of the database, and keep what was there under a name with the time.
    Restore {
        /// The backup.
        file: PathBuf,
        /// Let who is signed in stay signed in; else everybody signs in anew.
        #[arg(long)]
        keep_sessions: bool,
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        files: FilesPlace,
    },
    /// Prove the database: integrity, logs without a hole, counts equal to a recount, files there. Says what is wrong, a line each.
    Doctor {
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        files: FilesPlace,
    },
}

/// Looking after the server.
#[derive(Subcommand, Debug)]
pub enum Admin {
    /// Make a user an admin.
    Grant {
        /// Their username.
        username: String,
        #[command(flatten)]
        database: Database,
    },
}

/// Where the data is.
#[derive(Args, Clone, Debug)]
pub struct Database {
    /// sqlite://FILE (made when missing) or postgres://…
    #[arg(long, env = "SPARK_DATABASE_URL", default_value = "sqlite://spark.db", hide_env_values = true, value_parser = Addresses)]
    pub database_url: Address,
    /// A file with that address in it, so that its password is in no list of processes.
    #[arg(long, env = "SPARK_DATABASE_URL_FILE", conflicts_with = "database_url")]
    pub database_url_file: Option<PathBuf>,
    /// Seconds to wait for a PostgreSQL server at the start.
    #[arg(long, env = "SPARK_DATABASE_WAIT", default_value_t = 60)]
    pub database_wait: u64,
}

/// Reads an address. What is wrong with it is said without it: there may be a password in it.
#[derive(Clone)]
struct Addresses;

impl TypedValueParser for Addresses {
    type Value = Address;

    fn parse_ref(&self, _: &clap::Command, _: Option<&Arg>, value: &OsStr) -> Result<Address, clap::Error> {
        let wrong = |why: &dyn Display| {
            clap::Error::raw(ErrorKind::ValueValidation, format!("--database-url (SPARK_DATABASE_URL): {why}\n"))
        };
        let text = value.to_str().ok_or_else(|| wrong(&"it is not UTF-8"))?;
        text.parse().map_err(|error: BadAddress| wrong(&error))
    }
}

impl Database {
    /// The address, from wherever it is given.
    pub fn address(&self) -> anyhow::Result<Address> {
        let Some(file) = &self.database_url_file else { return Ok(self.database_url.clone()) };
        let named = || format!("--database-url-file (SPARK_DATABASE_URL_FILE) names {}", file.display());
        let text = std::fs::read_to_string(file).with_context(|| format!("{}, which cannot be read", named()))?;
        let address = text.trim();
        ensure!(!address.is_empty(), "{}, which is empty: write the database's address into it", named());
        address.parse().with_context(named)
    }

    /// The same, once there is somebody to answer at it.
    pub async fn reached(&self) -> anyhow::Result<Address> {
        let address = self.address()?;
        address.wait(self.wait()).await?;
        Ok(address)
    }

    /// How long to wait for it.
    pub fn wait(&self) -> Duration {
        Duration::from_secs(self.database_wait)
    }
}

/// How to serve.
#[derive(Args, Clone, Debug)]
pub struct Serve {
    /// The address to listen on; port 0 picks a free one.
    #[arg(long, env = "SPARK_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    #[command(flatten)]
    pub database: Database,
    /// Make users alice (admin), bob and carol, password spark-demo, with rooms and messages, once. Refused on an address
    /// that is not loopback, and in a database that has people of its own. Without it they do not sign in.
    #[arg(long, env = "SPARK_DEMO")]
    pub demo: bool,
    /// Where browsers reach the server, when that is not the address listened on; its origin is always allowed.
    #[arg(long, env = "SPARK_PUBLIC_URL")]
    pub public_url: Option<Origin>,
    /// Further origins that may post and open sockets, comma-separated.
    #[arg(long, env = "SPARK_ALLOW_ORIGIN", value_delimiter = ',')]
    pub allow_origin: Vec<Origin>,
    /// Networks whose X-Forwarded-For or Forwarded is believed, comma-separated.
    #[arg(long, env = "SPARK_TRUSTED_PROXY", value_delimiter = ',')]
    pub trusted_proxy: Vec<IpNet>,
    /// An address of its own for /metrics, /livez and /readyz; without it /metrics answers this machine alone, and no proxy.
    #[arg(long, env = "SPARK_METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,
    /// Sockets and streams of a user; 0 is no bound.
    #[arg(long, env = "SPARK_MAX_USER_SOCKETS", default_value_t = 64)]
    pub max_user_sockets: usize,
    /// Connections of an address, trusted proxies apart; 0 is no bound.
    #[arg(long, env = "SPARK_MAX_ADDRESS_CONNECTIONS", default_value_t = 1_024)]
    pub max_address_connections: usize,
    /// How long clients may take. No flag: nobody needs another patience but tests.
    #[arg(skip)]
    pub patience: Patience,
    #[command(flatten)]
    pub files: FileFlags,
    #[command(flatten)]
    pub rates: RateFlags,
    #[command(flatten)]
    pub limits: Limits,
}

/// How long the doors wait for a client.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the head of a request, from its first byte on; for the first one, from the beginning of the connection on.
    pub head: Duration,
    /// For the whole body of a request.
    pub body: Duration,
    /// For the whole body of a request with files.
    pub upload: Duration,
    /// For each portion of it: so many seconds of 8 KiB each. The first may take as long again.
    pub portion: Duration,
    /// For another request on a connection that is kept.
    pub silence: Duration,
    /// For something of an answer to be taken.
    pub answer: Duration,
    /// For all of them, once the server stops.
    pub stop: Duration,
}

impl Default for Patience {
    /// What the documents promise; a stop has a second left for the database.
    fn default() -> Self {
        let [head, body, upload, portion] = [10, 30, 15 * 60, 10].map(Duration::from_secs);
        let [silence, answer, stop] = [75, 30, 9].map(Duration::from_secs);
        Self { head, body, upload, portion, silence, answer, stop }
    }
}

impl From<&FileFlags> for FileLimits {
    fn from(flags: &FileFlags) -> Self {
        let FileFlags { max_file_bytes, max_user_files_bytes, .. } = *flags;
        Self { max_file_bytes, max_user_files_bytes }
    }
}

/// Where files lie, and how much there may be of them.
#[derive(Args, Clone, Debug)]
pub struct FileFlags {
    /// Where attachments and pictures lie: file:DIRECTORY (made when missing), s3://BUCKET/PREFIX (credentials and endpoint by the
    /// AWS variables), or none: then nobody uploads.
    #[arg(long, env = "SPARK_FILES_URL", default_value = "file:spark-files")]
    pub files_url: FilesAddress,
    /// Bytes of one upload; at most 2147483647.
    #[arg(long, env = "SPARK_MAX_FILE_BYTES", default_value_t = 26_214_400, value_parser = value_parser!(u64).range(1..=2_147_483_647))]
    pub max_file_bytes: u64,
    /// Bytes of all uploads of a user that still stand; 0 is no bound.
    #[arg(long, env = "SPARK_MAX_USER_FILES_BYTES", default_value_t = 1_073_741_824)]
    pub max_user_files_bytes: u64,
}

/// How often somebody may do something; 0 switches a rate off.
#[derive(Args, Clone, Copy, Debug)]
pub struct RateFlags {
    /// Messages of a user per second.
    #[arg(long, env = "SPARK_SEND_RATE", default_value_t = 10)]
    pub send_rate: u32,
    /// Messages that a user may send at once.
    #[arg(long, env = "SPARK_SEND_BURST", default_value_t = 30)]
    pub send_burst: u32,
    /// Other changes of a user per second; ten times as many at once.
    #[arg(long, env = "SPARK_CHANGE_RATE", default_value_t = 10)]
    pub change_rate: u32,
    /// Log-ins per username and address per minute.
    #[arg(long, env = "SPARK_LOGIN_RATE", default_value_t = 5)]
    pub login_rate: u32,
    /// Log-ins per address per minute.
    #[arg(long, env = "SPARK_ADDRESS_LOGIN_RATE", default_value_t = 60)]
    pub address_login_rate: u32,
    /// Log-ins per username per minute, from where it has not signed in before. No flag: the schema names it at `login`.
    #[arg(skip = 30_u32)]
    pub name_login_rate: u32,
    /// Registrations per address per minute.
    #[arg(long, env = "SPARK_REGISTER_RATE", default_value_t = 20)]
    pub register_rate: u32,
}

impl From<RateFlags> for RateLimits {
    fn from(rates: RateFlags) -> Self {
        Self {
            sends_per_second: rates.send_rate,
            send_burst: rates.send_burst,
            changes_per_second: rates.change_rate,
            logins_per_minute: rates.login_rate,
            address_logins_per_minute: rates.address_login_rate,
            name_logins_per_minute: rates.name_login_rate,
            registrations_per_minute: rates.register_rate,
        }
    }
}

/// Scheme, host and port, always in the one form in which browsers write it: so two that are the same are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// What a browser calls a server that it reaches at this very address.
    pub fn of(address: SocketAddr) -> Self {
        let canonical = SocketAddr::new(address.ip().to_canonical(), address.port());
        let written = format!("http://{canonical}");
        // Port 80 is left out.
        written.parse().unwrap_or(Self(written))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether only this machine reaches it.
    pub fn is_loopback(&self) -> bool {
        let url = Url::parse(&self.0).ok();
        match url.as_ref().and_then(Url::host) {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.to_canonical().is_loopback(),
            None => false,
        }
    }
}

impl FromStr for Origin {
    type Err = String;

    /// By the URL standard, as browsers do it: lower case, names in Punycode, no default port, nothing behind the port.
    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or_else(|| format!("{text} is no address such as https://chat.example.org"))?;
        Ok(Self(url.origin().ascii_serialization()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_the_time_that_the_documents_say() {
        let Patience { head, body, upload, portion, silence, answer, stop } = Patience::default();
        let all = [head, body, upload, portion, silence, answer, stop];
        assert_eq!(all.map(|time| time.as_secs()), [10, 30, 900, 10, 75, 30, 9]);
    }

    #[test]
    fn what_only_this_machine_reaches_is_known() {
        for here in [
            "http://localhost:8080",
            "http://a.localhost",
            "http://127.9.9.9",
            "http://[::1]:1",
            "https://[::ffff:127.0.0.1]",
        ] {
            assert!(here.parse::<Origin>().unwrap().is_loopback(), "{here}");
        }
        for elsewhere in [
            "https://chat.example.org",
            "http://192.0.2.1",
            "http://localhost.example.org",
            "http://[::]",
            "http://0.0.0.0",
        ] {
            assert!(!elsewhere.parse::<Origin>().unwrap().is_loopback(), "{elsewhere}");
        }
    }

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        let written = [
            ("https://Chat.Example.org:443/app/", "https://chat.example.org"),
            ("https://chat.example.org/", "https://chat.example.org"),
            ("HTTP://chat.example.org:80", "http://chat.example.org"),
            ("http://chat.example.org:443", "http://chat.example.org:443"),
            ("http://localhost:5173", "http://localhost:5173"),
            ("https://M\u{fc}nchen.example", "https://xn--mnchen-3ya.example"),
            ("https://[2001:DB8:0:0::1]:8443", "https://[2001:db8::1]:8443"),
        ];
        for (text, origin) in written {
            assert_eq!(text.parse::<Origin>().as_ref().map(Origin::as_str), Ok(origin));
        }
        for text in ["chat.example.org", "ftp://a", "null", "", "localhost:5173", "https://", "*"] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_address_has_an_origin() {
        let origins = [
            ("192.0.2.1:8080", "http://192.0.2.1:8080"),
            ("192.0.2.1:80", "http://192.0.2.1"),
            ("[::ffff:192.0.2.1]:8080", "http://192.0.2.1:8080"),
            ("[::1]:8080", "http://[::1]:8080"),
        ];
        for (address, origin) in origins {
            assert_eq!(Origin::of(address.parse().unwrap()).as_str(), origin);
        }
    }
}
